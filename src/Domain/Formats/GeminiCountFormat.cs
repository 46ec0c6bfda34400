using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Gemini's <c>countTokens</c>, at Google's developer API and on Vertex: what it counts is not spent.</summary>
/// <remarks>As recorded traffic of 2026 shows it; the provider describes it at https://ai.google.dev/api/tokens.</remarks>
public sealed class GeminiCountFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "gemini.count";

    /// <inheritdoc/>
    public override string Family => "gemini";

    /// <inheritdoc/>
    public override string Endpoint => "count";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method == "POST" && GeminiPath.Calls(path, "countTokens");

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange)
    {
        var reading = GeminiRequest.Read(exchange, root =>
            GeminiRequest.Conversation(root.Either("generateContentRequest"u8, "generate_content_request"u8) ?? root)) with
        { IsSpend = false };
        using var document = LenientJson.Parse(exchange.ResponseBody, out var whole);
        if (document is null)
        {
            return exchange.ResponseBody.IsEmpty ? reading : reading with { Notes = [.. reading.Notes, "The answer is not JSON: unparsed."] };
        }

        var error = ProviderError.In(document.RootElement, exchange.Status >= 400);
        return reading with
        {
            Usage = document.RootElement.Count("totalTokens"u8) is { } tokens
                ? new(tokens, CacheRead: document.RootElement.Count("cachedContentTokenCount"u8))
                : null,
            Error = error?.Message,
            ErrorCode = error?.Code,
            Complete = whole,
        };
    }
}
