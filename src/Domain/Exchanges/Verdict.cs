using System.Text;
using Observability.Domain.Formats;

namespace Observability.Domain.Exchanges;

/// <summary>Decides how an exchange ended: what the wire says, corrected by what the answer says.</summary>
internal static class Verdict
{
    /// <summary>The outcome, and what went wrong in the provider's words or ours; null when nothing did.</summary>
    public static (ExchangeOutcome Outcome, string? Error) Of(CapturedExchange captured, Reading reading)
    {
        var error = captured.Error ?? reading.Error;
        return captured.Outcome switch
        {
            ExchangeOutcome.Completed when reading.Error is not null => (ExchangeOutcome.StreamError, error),

            // A stream whose end we did not keep cannot be blamed for having none.
            ExchangeOutcome.Completed when reading is { Stream: true, Complete: false } && !captured.Response.IsTruncated =>
                (ExchangeOutcome.StreamError, error ?? "The stream ended without its end mark: the answer may be cut short."),
            ExchangeOutcome.UpstreamRefused => (captured.Outcome, error ?? PlainText(captured) ?? $"The provider answered {captured.Status}."),
            _ => (captured.Outcome, error),
        };
    }

    private static string? PlainText(CapturedExchange captured)
    {
        var isText = captured.ResponseHeaders["Content-Type"]?.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase) == true
            && captured.ResponseHeaders["Content-Encoding"] is null;
        var text = isText ? StoredText.OneLine(Encoding.UTF8.GetString(captured.Response.Bytes.Span)) : "";
        return text.Length > 0 ? text : null;
    }
}
