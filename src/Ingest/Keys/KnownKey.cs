using Observability.Domain.Exchanges;
using Observability.Domain.Keys;
using Observability.Domain.Redaction;

namespace Observability.Ingest.Keys;

/// <summary>What ingest knows of a key: enough to admit a request and to label it, nothing that opens anything.</summary>
/// <param name="Id">The key's id.</param>
/// <param name="ProjectId">Its project.</param>
/// <param name="Kind">What it may do; only write keys may send through the proxy.</param>
/// <param name="DefaultUpstream">Its project's default upstream.</param>
/// <param name="ExpiresAt">When it stops working; null = never.</param>
/// <param name="RevokedAt">When it was revoked; null = it was not. Revoked keys stay known, so that their use is captured as rejected.</param>
public sealed record KnownKey(
    Guid Id, Guid ProjectId, KeyKind Kind, string DefaultUpstream, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt)
{
    /// <summary>What the proxy may do for it beyond copying bytes, unless the installation is set to strict bytes.</summary>
    public Alterations Alterations { get; init; }

    /// <summary>Those among them that the key itself switches on, whatever its client brings: usage is then asked of upstreams nobody has tried, too.</summary>
    public Alterations SwitchedOn { get; init; }

    /// <summary>Whether it is the dashboard's, for what it sends itself: whole paths, labels of its own, each id once (docs/decisions/0025).</summary>
    public bool IsReplay { get; init; }

    /// <summary>How much of what is said its project keeps.</summary>
    public RedactionMode Redaction { get; init; }

    /// <summary>Whether the key may be used at <paramref name="now"/>; says nothing about what for (<see cref="Kind"/>).</summary>
    public bool Admits(DateTimeOffset now) => StandingAt(now) is KeyStanding.Valid;

    /// <summary>Where the key stands at <paramref name="now"/>. For our records only: the client gets the same answer for every key it may not use.</summary>
    /// <remarks>A revoked key is revoked whatever the clock says: revoking is final, and another machine's clock may run ahead of ours.</remarks>
    public KeyStanding StandingAt(DateTimeOffset now) =>
        RevokedAt is not null ? KeyStanding.Revoked
        : ExpiresAt <= now ? KeyStanding.Expired
        : KeyStanding.Valid;
}
