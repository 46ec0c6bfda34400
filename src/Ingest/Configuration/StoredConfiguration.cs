using Observability.Domain.Pricing;
using Observability.Domain.Upstreams;
using Observability.Ingest.Keys;

namespace Observability.Ingest.Configuration;

/// <summary>What an admin configured, as it is stored: digests of keys, sealed credentials, prices.</summary>
/// <param name="Keys">All keys, the revoked and expired ones too, in the order of their ids.</param>
/// <param name="Upstreams">All upstreams, in the order of their ids.</param>
public sealed record StoredConfiguration(IReadOnlyList<StoredKey> Keys, IReadOnlyList<Upstream> Upstreams)
{
    /// <summary>The projects' own prices, in the order of their ids. Not in snapshots from before there were any.</summary>
    public IReadOnlyList<OwnPrice> Prices { get; init; } = [];

    /// <summary>How upstreams bill, in the order of their ids.</summary>
    public IReadOnlyList<UpstreamTerms> Terms { get; init; } = [];

    /// <summary>Nothing configured.</summary>
    public static StoredConfiguration Empty { get; } = new([], []);
}

/// <summary>A key as it is stored.</summary>
/// <param name="Digest">SHA-256 of its text.</param>
/// <param name="Key">What is known of it.</param>
public sealed record StoredKey(byte[] Digest, KnownKey Key);
