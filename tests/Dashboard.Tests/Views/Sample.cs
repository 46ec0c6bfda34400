using System.Text;
using Observability.Dashboard.Exchanges;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;

namespace Observability.Dashboard.Tests.Views;

/// <summary>Exchanges to draw.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    public static readonly Guid KeyId = Guid.Parse("01930000-0000-7000-8000-00000000000a");

    /// <summary>A streamed chat that went well.</summary>
    public static Exchange Row(Action<Exchange>? change = null)
    {
        var row = new Exchange
        {
            Id = Guid.CreateVersion7(Noon),
            StartedAt = Noon,
            KeyId = KeyId,
            Upstream = "openai",
            Format = "openai.chat",
            Method = "POST",
            Path = "/v1/chat/completions",
            Endpoint = "chat",
            ModelRequested = "gpt-4o-mini",
            ModelServed = "gpt-4o-mini-2024-07-18",
            Status = 200,
            Outcome = ExchangeOutcome.Completed,
            Capture = CaptureVerdict.Kept,
            Stream = true,
            User = "anna@example.com",
            UserName = "Anna",
            FinishReason = "stop",
            InputTokens = 1204,
            OutputTokens = 318,
            UsageSource = UsageSource.Provider,
            DurationUs = 2_412_000,
            FirstByteUs = 361_000,
            FirstTokenUs = 402_000,
            OutputTokensPerSecond = 157.7,
            OverheadUs = 410,
            RequestBytes = 2,
            ResponseBytes = 2,
            RequestPreview = "What is a spool?",
            ResponsePreview = "A spool is a queue on disk.",
            Client = "Python/3.11 aiohttp/3.13.5",
        };
        change?.Invoke(row);
        return row;
    }

    /// <summary>Its detail.</summary>
    public static ExchangeDetail Detail(Exchange? row = null, Reading? reading = null, string request = "{}", string response = "{}")
    {
        row ??= Row();
        var chunks = Enumerable.Range(0, 40).Select(i => new Chunk(TimeSpan.FromMilliseconds(402 + (i * 50)), (i + 1) * 100)).ToList();
        return new(
            row, "Open WebUI", new([new("Content-Type", "application/json"), new("User-Agent", "it's me")], 2), new([new("Content-Type", "text/event-stream")], 1),
            Encoding.UTF8.GetBytes(request), Encoding.UTF8.GetBytes(response), "aa11", "bb22", chunks, [.. chunks.Select(c => c.At)], reading);
    }

    /// <summary>A conversation of one question and one answer.</summary>
    public static Reading Chat(string question, string answer) => new()
    {
        ModelRequested = "gpt-4o-mini",
        Stream = true,
        Input = [new("system", [new TextPart("You are brief.")]), new("user", [new TextPart(question)])],
        Output = [new("assistant", [new TextPart(answer)])],
        FinishReason = "stop",
        Complete = true,
    };
}
