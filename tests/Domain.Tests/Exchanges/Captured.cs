using System.Text;
using Observability.Domain.Exchanges;

namespace Observability.Domain.Tests.Exchanges;

/// <summary>Captured exchanges to start tests from.</summary>
internal static class Captured
{
    public const string Stream = """
        data: {"id":"c1","model":"gpt-4o-2024","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}

        data: {"id":"c1","model":"gpt-4o-2024","choices":[{"index":0,"delta":{"content":"Moss\n"}}]}

        data: {"id":"c1","model":"gpt-4o-2024","choices":[{"index":0,"delta":{"content":"  grows."}}]}

        data: {"id":"c1","model":"gpt-4o-2024","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":8,"completion_tokens":20}}

        data: [DONE]


        """;

    public const string Request = """{"model":"gpt-4o","stream":true,"messages":[{"role":"user","content":"What\n does moss do?"}]}""";

    /// <summary>A streamed chat that went well: one piece each 100 ms, one event in each.</summary>
    public static CapturedExchange Chat(string request = Request, string response = Stream) => new()
    {
        Id = Guid.CreateVersion7(),
        StartedAt = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero),
        ProjectId = Guid.CreateVersion7(),
        KeyId = Guid.CreateVersion7(),
        Upstream = "openai",
        Family = "openai",
        Method = "POST",
        Target = "/v1/chat/completions?api-version=1",
        Labels = Labels.None,
        RequestHeaders = new([new("Content-Type", "application/json"), new("User-Agent", "Python/3.11 aiohttp/3.13.5")], 2),
        Request = Body(request),
        Status = 200,
        ResponseHeaders = new([new("content-type", "text/event-stream"), new("x-request-id", "req_1")], 0),
        Response = Body(response),
        Outcome = ExchangeOutcome.Completed,
        Timings = new(Ms(3), Ms(90), Ms(700), Ms(1), PieceByEvent(response)),
    };

    public static CapturedBody Body(string text) => new(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetByteCount(text), null);

    public static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static ChunkTimeline PieceByEvent(string body)
    {
        var chunks = new List<Chunk>();
        var end = 0;
        foreach (var part in body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            end += Encoding.UTF8.GetByteCount(part) + 2;
            chunks.Add(new(Ms(100 * (chunks.Count + 1)), end));
        }

        return ChunkTimeline.Encode(chunks);
    }
}
