using System.Text;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>What Open WebUI answers in the place of an answer: its own web page, nothing, or a promise.</summary>
internal static class OpenWebUiAnswer
{
    private const int MaxLook = 16 << 10;
    private const string ItsPage =
        "Open WebUI answered with a web page where its API was asked: the upstream's address or the path is wrong, or something before it asks to sign in.";

    /// <summary>Whether the answer is a web page although it says all went well: what Open WebUI serves for paths it does not know.</summary>
    public static bool IsPage(WireExchange exchange)
    {
        var start = LenientJson.Trim(exchange.ResponseBody).Span;
        return exchange.Status is >= 200 and < 300 && start is [(byte)'<', ..]
            && (exchange.ResponseContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true || StartOf(start).StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether that page is Open WebUI's own.</summary>
    public static bool IsOwnPage(WireExchange exchange) =>
        IsPage(exchange) && StartOf(exchange.ResponseBody.Span).Contains("Open WebUI", StringComparison.OrdinalIgnoreCase);

    /// <summary>A reading of such a page: the call did not do what it was made for.</summary>
    public static Reading OfPage(Reading request) => request with { Error = ItsPage, Complete = true, IsSpend = false };

    /// <summary>
    /// A note on an answer that is none: <c>null</c> when the chat was run and its answer written into the chat, a list of tasks when it goes on without us.
    /// Null when it is an answer like any other.
    /// </summary>
    public static string? Promise(WireExchange exchange)
    {
        var body = LenientJson.Trim(exchange.ResponseBody);
        if (body.Span.TrimEnd(" \t\r\n"u8).SequenceEqual("null"u8))
        {
            return "Open WebUI ran this call and put the answer into the chat: the call itself was answered with null, so text and usage are not known here.";
        }

        if (body.Length > MaxLook || body.Span is not [(byte)'{', ..] || !LenientJson.StartsWithMember(body, "task_ids"u8))
        {
            return null;
        }

        using var document = LenientJson.Parse(body, out _);
        var count = document?.RootElement.Items("task_ids"u8).Count() ?? 0;
        return $"Open WebUI accepted this call and works on it in the background ({count} tasks): the answer goes into the chat, so text and usage are not known here.";
    }

    private static string StartOf(ReadOnlySpan<byte> page) => Encoding.UTF8.GetString(page[..Math.Min(page.Length, MaxLook)]);
}
