using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>A call no format reads: of a refusal the provider's own words are read all the same, which look alike everywhere.</summary>
internal static class UnreadAnswer
{
    // More than any error says.
    private const int MaxBytes = 1 << 20;

    /// <summary>The error of a refused call; null when it was not refused, or says nothing.</summary>
    public static Reading? Read(WireExchange exchange)
    {
        if (exchange.Status is not >= 400 || exchange.ResponseBody.Length > MaxBytes)
        {
            return null;
        }

        using var document = LenientJson.Parse(exchange.ResponseBody, out _);
        return document is not null && ProviderError.In(document.RootElement, failed: true) is { } error
            ? Reading.Nothing with { Error = error.Message, ErrorCode = error.Code }
            : null;
    }
}
