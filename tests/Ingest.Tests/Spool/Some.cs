using System.Text;
using Observability.Domain.Exchanges;
using Observability.Ingest.Spool;

namespace Observability.Ingest.Tests.Spool;

/// <summary>Records to put into a spool, and a text that tells two exchanges apart in every member.</summary>
internal static class Some
{
    public static DateTimeOffset Start { get; } = new(2026, 11, 22, 4, 0, 0, TimeSpan.Zero);

    public static Guid Project { get; } = new("01900000-0000-7000-8000-000000000001");

    public static Guid Key { get; } = new("01900000-0000-7000-8000-000000000002");

    public static BeginRecord Begin(Guid? id = null, string body = """{"model":"m","messages":[]}""", DateTimeOffset? startedAt = null) => new(
        id ?? Guid.CreateVersion7(),
        startedAt ?? Start,
        Project,
        Key,
        "openai",
        "openai",
        "POST",
        "/v1/chat/completions",
        new("anna", "Änna 安娜", "chat-1", null, null, new Dictionary<string, string>(StringComparer.Ordinal) { ["region"] = "eu" }),
        new([new("Content-Type", "application/json"), new("X-Odd", "\u0080ÿ")], 3),
        Pieces(body));

    public static EndRecord End(Guid id, string body = """{"choices":[]}""") => new(
        id,
        200,
        new([new("Content-Type", "application/json")], 1),
        Pieces(body),
        ExchangeOutcome.Completed,
        Error: null,
        NotKeptReason: null,
        new(TimeSpan.FromMilliseconds(3), TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(60), TimeSpan.FromMicroseconds(90), new(new byte[] { 0x90, 0x4E, 0x0E })));

    /// <summary>A body in pieces of five bytes, as a slow upstream would send it.</summary>
    public static BodyPieces Pieces(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return new([.. bytes.Chunk(5).Select(c => new ReadOnlyMemory<byte>(c))], bytes.Length, null);
    }

    public static string Describe(BeginRecord begin) => string.Join('|', begin.Id, begin.StartedAt.ToString("O"), begin.ProjectId, begin.KeyId, begin.Upstream,
        begin.Family, begin.Method, begin.Target, begin.ReplayOf, Describe(begin.Labels), Describe(begin.Headers), Describe(begin.Body), Describe(begin.Redaction));

    public static string Describe(EndRecord end) => string.Join('|', end.Id, end.Status?.ToString() ?? "none", Describe(end.Headers), Describe(end.Body), end.Outcome,
        Describe(end.Error), Describe(end.NotKeptReason), end.Timings.Connect, end.Timings.FirstByte, end.Timings.LastByte, end.Timings.Overhead,
        Convert.ToHexString(end.Timings.Chunks.Encoded.Span), end.Alterations, end.Retries, Describe(end.Redaction));

    /// <summary>What an exchange looks like when these two records are joined.</summary>
    public static string Describe(BeginRecord begin, EndRecord end) => Describe(begin) + "\n" + Describe(end);

    public static string Describe(CapturedExchange exchange) => Describe(
        new BeginRecord(exchange.Id, exchange.StartedAt, exchange.ProjectId, exchange.KeyId, exchange.Upstream, exchange.Family, exchange.Method, exchange.Target,
            exchange.Labels, exchange.RequestHeaders, Body(exchange.Request))
        { ReplayOf = exchange.ReplayOf, Redaction = exchange.Redaction },
        new EndRecord(exchange.Id, exchange.Status, exchange.ResponseHeaders, Body(exchange.Response), exchange.Outcome, exchange.Error, exchange.NotKeptReason, exchange.Timings) { Alterations = exchange.Alterations, Retries = exchange.Retries, Redaction = exchange.Redaction });

    private static BodyPieces Body(CapturedBody body) => new([body.Bytes], body.TotalBytes, body.Sha256);

    private static string Describe(Labels labels) => string.Join(',', Describe(labels.User), Describe(labels.UserName), Describe(labels.Session), Describe(labels.Task),
        Describe(labels.PromptId), string.Join(';', labels.Properties.Select(p => Describe(p.Key) + Describe(p.Value))),
        Describe(labels.UserEmail), Describe(labels.UserRole), string.Join(';', labels.UserGroups.Select(Describe)), labels.UserSource,
        Describe(labels.MessageId), Describe(labels.UserMessageId), Describe(labels.ParentMessageId));

    private static string Describe(Redacted? redaction) => redaction is null
        ? "whole"
        : $"{redaction.Mode}/{redaction.Masked?.ToJson()}/{Describe(redaction.Reason)}/{Convert.ToHexString(redaction.Facts.Span)}";

    private static string Describe(StoredHeaders headers) => headers.Dropped + string.Concat(headers.Lines.Select(l => Describe(l.Key) + Describe(l.Value)));

    private static string Describe(BodyPieces body) =>
        $"{body.TotalBytes}/{(body.Sha256 is { } hash ? Convert.ToHexString(hash.Span) : "none")}/{string.Concat(body.Pieces.Select(p => Convert.ToHexString(p.Span)))}";

    // Every UTF-16 unit, so that lone surrogates show.
    private static string Describe(string? text) => text is null ? "null" : $"'{string.Join('.', text.Select(c => ((int)c).ToString("x")))}'";
}
