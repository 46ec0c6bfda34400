using System.Diagnostics.Metrics;
using Observability.Domain.Pricing;
using Observability.Ingest.Keys;
using Observability.Ingest.Prices;
using Observability.Ingest.Upstreams;

namespace Observability.Ingest.Configuration;

/// <summary>The configuration in use: puts what is stored into the tables the proxy asks, and the prices into the book the writer asks.</summary>
public sealed class CurrentConfiguration
{
    private readonly Keyring _keyring;
    private readonly UpstreamTable _upstreams;
    private readonly UpstreamSources _sources;
    private readonly CurrentPrices _prices;
    private volatile ConfigurationOrigin _origin;

    /// <summary>No configuration yet.</summary>
    /// <param name="keyring">Gets the keys.</param>
    /// <param name="upstreams">Gets the upstreams.</param>
    /// <param name="sources">Makes the stored upstreams usable and adds those that are not stored.</param>
    /// <param name="prices">Gets the prices.</param>
    /// <param name="meters">Where to publish how many there are.</param>
    public CurrentConfiguration(Keyring keyring, UpstreamTable upstreams, UpstreamSources sources, CurrentPrices prices, IMeterFactory meters)
    {
        (_keyring, _upstreams, _sources, _prices) = (keyring, upstreams, sources, prices);
        var meter = meters.Create("Observability.Configuration");
        meter.CreateObservableGauge(
            "observability.configuration.keys", () => _keyring.Count, unit: null, "Keys in memory, the expired and revoked ones too.");
        meter.CreateObservableGauge(
            "observability.configuration.upstreams", () => _upstreams.Count, unit: null, "Upstreams in memory, of all projects together.");
        meter.CreateObservableGauge(
            "observability.configuration.from_database", () => _origin is ConfigurationOrigin.Database ? 1 : 0, unit: null,
            "1 when keys and upstreams were read from the database since the start, 0 when from the snapshot or not at all.");
    }

    /// <summary>Where it came from.</summary>
    public ConfigurationOrigin Origin => _origin;

    /// <summary>Uses <paramref name="stored"/> from now on.</summary>
    /// <exception cref="ArgumentException">A key's digest is not 32 bytes long; nothing has changed then.</exception>
    public void Use(StoredConfiguration stored, ConfigurationOrigin origin)
    {
        _keyring.Replace([.. stored.Keys.Select(k => (k.Digest, k.Key))]);
        var known = _sources.Combine(stored.Upstreams);
        _upstreams.Replace(known);
        _prices.Use(stored.Prices, stored.Terms, known.Select(u => BillingOf(u.ProjectId, u.Target)));
        _origin = origin;
    }

    private static BillingUpstream BillingOf(Guid? projectId, UpstreamTarget target) =>
        new(projectId, target.Name, target.BaseUrl, target.AllowPrivate) { Prices = target.Prices, Format = target.Family };
}
