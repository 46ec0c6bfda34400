using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Upstreams;
using Observability.Domain;
using Observability.Domain.Upstreams;

namespace Observability.Dashboard.Start;

/// <summary>Keeps everybody's upstreams as this build and the environment say, at each start. Those of the dashboard are never touched.</summary>
/// <remarks>The environment wins over the builtin of the same name; when its variables are gone, the builtin comes back.</remarks>
/// <param name="db">Where they are kept; saved, not committed.</param>
/// <param name="cipher">Seals credentials.</param>
/// <param name="time">The clock.</param>
internal sealed class ConfiguredUpstreams(ObservabilityDb db, CredentialCipher cipher, TimeProvider time)
{
    /// <summary>Adds, changes and removes what differs; writes nothing when nothing does.</summary>
    /// <exception cref="SettingException">A variable is not an upstream.</exception>
    public async Task SaveAsync(Settings settings, CancellationToken ct)
    {
        var stored = await db.Upstreams.AsTracking().Where(u => u.ProjectId == null).ToDictionaryAsync(u => u.Name, StringComparer.Ordinal, ct);
        var wanted = BuiltinUpstreams.All.ToDictionary(
            b => b.Name, b => (Upstream: new EnvironmentUpstream(b.Name, UpstreamUrl.Parse(b.BaseUrl), b.Format, b.AllowPrivate, null), Source: "builtin"));
        foreach (var upstream in EnvironmentUpstreams.Read(settings))
        {
            wanted[upstream.Name] = (upstream, "environment");
        }

        foreach (var (upstream, source) in wanted.Values)
        {
            Save(stored.GetValueOrDefault(upstream.Name), upstream, source);
        }

        db.RemoveRange(stored.Values.Where(s => s.Source == "environment" && !wanted.ContainsKey(s.Name)));
        await db.SaveChangesAsync(ct);
    }

    private void Save(Upstream? row, EnvironmentUpstream wanted, string source)
    {
        if (row is null)
        {
            row = new() { Id = Guid.CreateVersion7(), Name = wanted.Name };
            db.Add(row);
        }
        else if (row.Source == "dashboard" || IsAsWanted(row, wanted, source))
        {
            return;
        }

        row.BaseUrl = wanted.BaseUrl.OriginalString;
        row.Format = wanted.Format;
        row.AllowPrivate = wanted.AllowPrivate;
        row.Prices = wanted.Prices;
        row.Source = source;
        row.Credential = wanted.Credential is { } secret ? cipher.Seal(secret, row.Id, wanted.BaseUrl) : null;
        row.CredentialHint = wanted.Credential is { } shown ? CredentialHint.Of(shown) : null;
        row.UpdatedAt = time.GetUtcNow();
    }

    private bool IsAsWanted(Upstream row, EnvironmentUpstream wanted, string source) =>
        row.BaseUrl == wanted.BaseUrl.OriginalString && row.Format == wanted.Format && row.AllowPrivate == wanted.AllowPrivate && row.Prices == wanted.Prices && row.Source == source
        && (row.Credential is null ? null : cipher.Open(row.Credential, row.Id, wanted.BaseUrl)) == wanted.Credential;
}
