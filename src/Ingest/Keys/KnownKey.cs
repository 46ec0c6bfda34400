using Observability.Domain.Keys;

namespace Observability.Ingest.Keys;

/// <summary>What ingest knows of a key: enough to admit a request and to label it, nothing that opens anything.</summary>
/// <param name="Id">The key's id.</param>
/// <param name="ProjectId">Its project.</param>
/// <param name="Kind">What it may do; only write keys may send through the proxy.</param>
/// <param name="DefaultUpstream">Its project's default upstream.</param>
/// <param name="ExpiresAt">When it stops working; null = never.</param>
/// <param name="RevokedAt">When it was revoked; null = it was not. Revoked keys stay known, so that their use is captured as rejected.</param>
public sealed record KnownKey(
    Guid Id, Guid ProjectId, KeyKind Kind, string DefaultUpstream, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt);
