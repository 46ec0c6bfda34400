using System.Globalization;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Filters;

namespace Observability.Dashboard.Exchanges;

/// <summary>The columns that the table of requests can have.</summary>
public static class ExchangeColumns
{
    private const int Number = 76;
    private const int Duration = 84;
    private const int Short = 104;
    private const int Long = 168;

    /// <summary>Every column, in the order they are offered.</summary>
    public static IReadOnlyList<ExchangeColumn> All { get; } =
    [
        new("time", () => RequestsText.Time, 116) { Order = ExchangeOrder.Newest },
        new("status", () => RequestsText.Status, 108),
        new("model", () => RequestsText.Model, 148),
        new("user", () => RequestsText.User, 104),
        new("input", () => RequestsText.Input, 0),
        new("output", () => RequestsText.Output, 0),
        OfDuration("latency", () => RequestsText.Latency, e => e.DurationUs) with { Width = 88, Order = ExchangeOrder.Slowest },
        OfDuration("ttft", () => RequestsText.Ttft, e => e.FirstTokenUs) with { Width = 70, Hint = () => RequestsText.TtftHint },
        OfCount("in", () => RequestsText.TokensIn, e => e.InputTokens) with { Width = 72, Hint = () => RequestsText.TokensInHint, Order = ExchangeOrder.MostTokens },
        OfCount("out", () => RequestsText.TokensOut, e => e.OutputTokens) with { Width = 60, Hint = () => RequestsText.TokensOutHint },
        new("cost", () => RequestsText.Cost, 96) { Order = ExchangeOrder.Dearest },
        new("key", () => RequestsText.Key, 104),
        new("speed", () => ColumnsText.Speed, Number) { Hint = () => ColumnsText.SpeedHint },
        new("rating", () => ColumnsText.Rating, 64),
        new("tags", () => ColumnsText.Tags, Long),
        new("scores", () => ColumnsText.Scores, Long),
        new("properties", () => ColumnsText.Properties, Long),
        OfText("task", () => ColumnsText.Task, "task", e => e.Task),
        OfText("session", () => ColumnsText.Session, "session", e => e.Session) with { Width = Long },
        OfText("email", () => ColumnsText.Email, "user", e => e.UserEmail) with { Width = Long },
        OfText("role", () => ColumnsText.Role, "role", e => e.UserRole),
        OfText("upstream", () => ColumnsText.Upstream, "upstream", e => e.Upstream),
        OfText("served", () => ColumnsText.Served, "model_served", e => e.ModelServed) with { Width = Long },
        OfText("endpoint", () => ColumnsText.Endpoint, "endpoint", e => e.Endpoint),
        OfText("format", () => ColumnsText.Format, "format", e => e.Format),
        OfText("method", () => ColumnsText.Method, "method", e => e.Method) with { Width = Number },
        OfText("path", () => ColumnsText.Path, "path", e => e.Path) with { Width = Long },
        OfText("stream", () => ColumnsText.Stream, "stream", e => e.Stream ? "true" : "false") with { Width = Number },
        OfText("finish", () => ColumnsText.Finish, "finish", e => e.FinishReason),
        OfText("tools", () => ColumnsText.Tools, null, e => e.ToolCalls.Length == 0 ? null : string.Join(", ", e.ToolCalls)) with { Width = Long },
        OfCount("offered", () => ColumnsText.Offered, e => e.ToolsOffered) with { Hint = () => ColumnsText.OfferedHint },
        OfCount("messages", () => ColumnsText.Messages, e => e.Messages),
        OfCount("images", () => ColumnsText.Images, e => e.Images),
        OfCount("cached", () => ColumnsText.Cached, e => e.CacheReadTokens) with { Hint = () => ColumnsText.CachedHint },
        OfCount("cachewrite", () => ColumnsText.CacheWrite, e => e.CacheWriteTokens) with { Hint = () => ColumnsText.CacheWriteHint },
        OfCount("reasoning", () => ColumnsText.Reasoning, e => e.ReasoningTokens) with { Hint = () => ColumnsText.ReasoningHint },
        OfDuration("stall", () => ColumnsText.Stall, e => e.LongestGapUs) with { Hint = () => ColumnsText.StallHint },
        OfDuration("overhead", () => ColumnsText.Overhead, e => e.OverheadUs) with { Hint = () => ColumnsText.OverheadHint },
        OfSize("requestsize", () => ColumnsText.RequestSize, e => e.RequestBytes),
        OfSize("responsesize", () => ColumnsText.ResponseSize, e => e.ResponseBytes),
        OfCount("retries", () => ColumnsText.Retries, e => e.Retries),
        OfText("error", () => ColumnsText.Error, null, e => e.Error) with { Width = Long },
        OfText("code", () => ColumnsText.ErrorCode, "error_code", e => e.ErrorCode),
        OfText("prompt", () => ColumnsText.Prompt, "prompt", e => e.PromptId),
        OfText("pricing", () => ColumnsText.Pricing, "pricing", e => EnumNames.NameOf(e.Pricing)),
        OfText("capture", () => ColumnsText.Capture, "capture", e => EnumNames.NameOf(e.Capture)),
        OfText("client", () => ColumnsText.Client, null, e => e.Client) with { Width = Long },
        OfText("replay", () => ColumnsText.Replay, "replay", e => e.ReplayOf?.ToString()) with { Width = Long },
        OfText("provider_id", () => ColumnsText.ProviderId, null, e => e.ProviderRequestId) with { Width = Long },
        OfText("id", () => ColumnsText.Id, "id", e => e.Id.ToString()) with { Width = Long },
    ];

    /// <summary>What the table has when nobody chose.</summary>
    public static IReadOnlyList<ExchangeColumn> Usual { get; } = [.. All.Take(12)];

    /// <summary>Reads what <see cref="Print"/> wrote.</summary>
    /// <param name="text">Names separated by commas; null = nobody chose.</param>
    /// <returns>The columns, the usual ones where none is left, and a sentence about the first name that is none; null when all are.</returns>
    public static (IReadOnlyList<ExchangeColumn> Columns, string? Problem) Parse(string? text)
    {
        if (text is null)
        {
            return (Usual, null);
        }

        var names = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var columns = names.Select(Find).OfType<ExchangeColumn>().Distinct().ToList();
        var unknown = names.FirstOrDefault(n => Find(n) is null);
        var problem = unknown is null ? null : string.Format(CultureInfo.CurrentCulture, ColumnsText.NoSuchColumn, unknown.Length > 40 ? unknown[..40] + "…" : unknown);
        return (columns.Count == 0 || columns.SequenceEqual(Usual) ? Usual : columns, problem);
    }

    /// <summary>The columns in an address; null when they are the usual ones.</summary>
    public static string? Print(IReadOnlyList<ExchangeColumn> columns) =>
        columns.SequenceEqual(Usual) ? null : string.Join(',', columns.Select(c => c.Name));

    private static ExchangeColumn? Find(string name) => All.FirstOrDefault(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static ExchangeColumn OfText(string name, Func<string> title, string? field, Func<Exchange, string?> text) =>
        new(name, title, Short) { Kind = CellKind.Text, Text = text, Field = field is null ? null : FilterFields.Find(field) };

    private static ExchangeColumn OfCount(string name, Func<string> title, Func<Exchange, long?> number) =>
        new(name, title, Number) { Kind = CellKind.Count, Number = number };

    private static ExchangeColumn OfDuration(string name, Func<string> title, Func<Exchange, long?> number) =>
        new(name, title, Duration) { Kind = CellKind.Duration, Number = number };

    private static ExchangeColumn OfSize(string name, Func<string> title, Func<Exchange, long?> number) =>
        new(name, title, Duration) { Kind = CellKind.Size, Number = number };
}
