namespace Observability.Dashboard.Replays;

/// <summary>What is missing of a captured call, or is otherwise in the way of sending it again.</summary>
public enum DraftGapKind
{
    /// <summary>It was refused before an upstream was chosen: nothing was ever sent that could be sent again.</summary>
    NeverRouted,

    /// <summary>It became a WebSocket or another protocol.</summary>
    Upgrade,

    /// <summary>There is no upstream of its name any more.</summary>
    UpstreamGone,

    /// <summary>Its path lies outside of what the upstream's base URL is now.</summary>
    TargetOutside,

    /// <summary>Its path was longer than is kept.</summary>
    TargetCut,

    /// <summary>A value in its query was a secret and was not kept.</summary>
    RedactedValue,

    /// <summary>Retention has dropped its body.</summary>
    BodyDropped,

    /// <summary>Its body was not kept, because the producer asked for that or something went wrong.</summary>
    BodyNotKept,

    /// <summary>Its body is longer than the capture limit: only its head is stored.</summary>
    BodyTruncated,

    /// <summary>Its body never arrived whole: the client left in the middle of it.</summary>
    BodyIncomplete,

    /// <summary>Parts of its body were covered up before it was stored.</summary>
    Masked,

    /// <summary>Headers it had were not kept, or dropped by retention.</summary>
    HeadersLeftOut,

    /// <summary>No credential is stored for its upstream.</summary>
    NoCredential,
}

/// <summary>What closes a gap.</summary>
public enum DraftFill
{
    /// <summary>Nothing does; or nothing has to.</summary>
    Nothing,

    /// <summary>A whole body: <see cref="CallChanges.WholeBody"/>.</summary>
    Body,

    /// <summary>The value of the query parameter that the gap names: <see cref="CallChanges.Query"/>.</summary>
    QueryValue,

    /// <summary>A credential for this call, or an upstream that has one.</summary>
    Credential,

    /// <summary>Another upstream: <see cref="CallChanges.Upstream"/>.</summary>
    Upstream,
}

/// <summary>One thing that is missing of a captured call.</summary>
/// <param name="Kind">What.</param>
/// <param name="Sentence">The same for a reader, in their language; never a secret.</param>
/// <param name="Blocks">Whether the call cannot be sent before the gap is closed; false = it can, and the reader should know.</param>
public sealed record DraftGap(DraftGapKind Kind, string Sentence, bool Blocks)
{
    /// <summary>What closes it.</summary>
    public DraftFill Fill { get; init; }

    /// <summary>The query parameter it is about; null = it is about none.</summary>
    public string? Name { get; init; }
}
