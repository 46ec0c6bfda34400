using System.Text.Json;
using Observability.Domain.Redaction;

namespace Observability.Domain.Exchanges;

/// <summary>The way back from stored rows to the wire truth they were derived from, to read it again or show it.</summary>
public static class StoredExchange
{
    /// <summary>The captured exchange again. Reading it with the formats that wrote the rows gives the same rows.</summary>
    /// <param name="row">The narrow row.</param>
    /// <param name="bodies">Its bytes.</param>
    /// <param name="family">The family its upstream speaks; null to take that of the format that read it.</param>
    public static CapturedExchange ToCaptured(Exchange row, ExchangeBodies bodies, string? family = null) => new()
    {
        Id = row.Id,
        StartedAt = row.StartedAt,
        ProjectId = row.ProjectId,
        KeyId = row.KeyId,
        Upstream = row.Upstream,
        Family = family ?? row.Format.Split('.')[0],
        Method = row.Method,
        Target = row.Path,
        Labels = LabelsOf(row),
        ReplayOf = row.ReplayOf,
        RequestHeaders = StoredHeaders.Decode(bodies.RequestHeaders),
        Request = Body(bodies.RequestBody, row.RequestBytes, bodies.RequestSha256),
        Status = row.Status,
        ResponseHeaders = StoredHeaders.Decode(bodies.ResponseHeaders),
        Response = Body(bodies.ResponseBody, row.ResponseBytes, bodies.ResponseSha256),
        Outcome = OnTheWire(row.Outcome),
        Error = HasOurWords(row.Outcome) ? row.Error : null,
        NotKeptReason = row.CaptureReason,
        Alterations = AlterationNames.Parse(row.Alterations),
        Retries = row.Retries,
        Timings = new(Span(row.ConnectUs), Span(row.FirstByteUs), Span(row.DurationUs)!.Value, Span(row.OverheadUs)!.Value, new(bodies.Chunks)),
        Redaction = row.Redaction is { } mode ? new(mode) { Masked = MaskedCounts.Parse(row.Masked) } : null,
    };

    // What a reading found wrong must not outlive the reading.
    private static ExchangeOutcome OnTheWire(ExchangeOutcome outcome) =>
        outcome == ExchangeOutcome.StreamError ? ExchangeOutcome.Completed : outcome;

    private static bool HasOurWords(ExchangeOutcome outcome) => outcome switch
    {
        ExchangeOutcome.Completed or ExchangeOutcome.StreamError or ExchangeOutcome.UpstreamRefused or ExchangeOutcome.ServedFromCache => false,
        ExchangeOutcome.ClientAborted or ExchangeOutcome.UpstreamUnreachable or ExchangeOutcome.UpstreamTimedOut
            or ExchangeOutcome.UpstreamBroke or ExchangeOutcome.Rejected or ExchangeOutcome.Interrupted => true,
    };

    private static Labels LabelsOf(Exchange row) => new(
        row.UserSource == IdentitySource.Body ? null : row.User, row.UserName, row.Session,
        row.TaskSource == "header" ? row.Task ?? "" : null,
        row.PromptId,
        JsonSerializer.Deserialize<Dictionary<string, string>>(row.Properties) ?? [])
    {
        UserEmail = row.UserEmail,
        UserRole = row.UserRole,
        UserGroups = row.UserGroups,
        UserSource = row.UserSource == IdentitySource.Body ? null : row.UserSource,
        MessageId = row.MessageId,
        UserMessageId = row.UserMessageId,
        ParentMessageId = row.ParentMessageId,
    };

    private static CapturedBody Body(byte[] bytes, long total, byte[] sha256) => new(bytes, total, sha256.Length > 0 ? sha256 : (ReadOnlyMemory<byte>?)null);

    private static TimeSpan? Span(long? micros) => micros is { } value ? TimeSpan.FromMicroseconds(value) : null;
}
