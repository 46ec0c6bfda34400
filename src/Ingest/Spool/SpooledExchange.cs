using Observability.Domain.Exchanges;

namespace Observability.Ingest.Spool;

/// <summary>One exchange as the reader took it out of the log: its records, joined.</summary>
/// <param name="Begin">Its BEGIN; null when that was damaged or its segment is gone.</param>
/// <param name="End">Its END; null when there is none.</param>
/// <param name="Interruption">Why there is no END, for a person; null when there is one, or when it may still come.</param>
internal sealed record SpooledExchange(SpooledRecord? Begin, SpooledRecord? End, string? Interruption)
{
    /// <summary>The exchange's id.</summary>
    public Guid Id => First.Header.Id;

    /// <summary>Its serial in this spool.</summary>
    public long Serial => First.Header.Serial;

    /// <summary>Its records' length.</summary>
    public long Length => (Begin?.Payload.Length ?? 0L) + (End?.Payload.Length ?? 0L);

    /// <summary>The records there are.</summary>
    public IEnumerable<SpooledRecord> Records => new[] { Begin, End }.OfType<SpooledRecord>();

    private SpooledRecord First => Begin ?? End ?? throw new InvalidOperationException("An exchange without records.");

    /// <summary>The wire truth.</summary>
    /// <exception cref="InvalidDataException">The BEGIN is missing, or a payload is not one this build wrote.</exception>
    public CapturedExchange ToCaptured()
    {
        if (Begin is null)
        {
            throw new InvalidDataException($"The BEGIN of exchange {Id} is not in the spool.");
        }

        var (begin, leftOut) = RecordCodec.DecodeBegin(Begin.Header, Begin.Payload);
        var end = End is null ? Interrupted() : RecordCodec.DecodeEnd(End.Header, End.Payload);
        return Join(begin, end, leftOut);
    }

    /// <summary>The wire truth that two records tell together.</summary>
    /// <param name="begin">The first.</param>
    /// <param name="end">The second.</param>
    /// <param name="leftOut">Why the first has no body; null = nothing was left out.</param>
    public static CapturedExchange Join(BeginRecord begin, EndRecord end, string? leftOut)
    {
        var redaction = Redacted.Join(begin.Redaction, end.Redaction);
        return new()
        {
            Id = begin.Id,
            StartedAt = begin.StartedAt,
            ProjectId = begin.ProjectId,
            KeyId = begin.KeyId,
            Upstream = begin.Upstream,
            Family = begin.Family,
            Method = begin.Method,
            Target = begin.Target,
            Labels = begin.Labels,
            ReplayOf = begin.ReplayOf,
            RequestHeaders = begin.Headers,
            Request = Body(begin.Body),
            Status = end.Status,
            ResponseHeaders = end.Headers,
            Response = Body(end.Body),
            Outcome = end.Outcome,
            Error = end.Error,
            NotKeptReason = end.NotKeptReason ?? leftOut ?? redaction?.Reason,
            Alterations = end.Alterations,
            Retries = end.Retries,
            Timings = end.Timings,
            Redaction = redaction,
        };
    }

    // In one piece where it was read from the spool; in those it was captured in where it has not been there.
    private static CapturedBody Body(BodyPieces body) => new(body.Joined(), body.TotalBytes, body.Sha256);

    private EndRecord Interrupted() => new(
        Id,
        Status: null,
        StoredHeaders.None,
        BodyPieces.None,
        ExchangeOutcome.Interrupted,
        Interruption,
        NotKeptReason: null,
        new(Connect: null, FirstByte: null, TimeSpan.Zero, TimeSpan.Zero, ChunkTimeline.None));
}

/// <summary>One record as it was read back, its checksum compared.</summary>
/// <param name="Header">Its header.</param>
/// <param name="Payload">Its payload.</param>
internal sealed record SpooledRecord(RecordHeader Header, byte[] Payload);
