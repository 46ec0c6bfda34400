using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Reads the answers of calls that only count the tokens another call would take.</summary>
internal static class CountAnswer
{
    /// <summary>Reads an exchange whose request has been read.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="request">Its request.</param>
    /// <param name="name">The member of the answer that has the number.</param>
    /// <param name="model">The model, where the path names it.</param>
    public static Reading Read(WireExchange exchange, RequestBody request, ReadOnlySpan<byte> name, string? model)
    {
        var reading = request.ToReading() with { IsSpend = false, ModelRequested = model ?? request.Model };
        using var document = LenientJson.Parse(exchange.ResponseBody, out var whole);
        if (document is null)
        {
            return exchange.ResponseBody.IsEmpty ? reading : reading with { Notes = [.. request.Notes, "The answer is not JSON: unparsed."] };
        }

        var error = ProviderError.In(document.RootElement, exchange.Status >= 400);
        return reading with
        {
            Usage = document.RootElement.Count(name) is { } tokens ? new Usage(tokens) : null,
            Error = error?.Message,
            ErrorCode = error?.Code,
            Complete = whole,
        };
    }
}
