using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>A file of a model is sent to Ollama, or asked for: gigabytes of bytes that nobody reads here.</summary>
public sealed class OllamaBlobFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "ollama.blob";

    /// <inheritdoc/>
    public override string Family => "ollama";

    /// <inheritdoc/>
    public override string Endpoint => "blob";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method is "POST" or "HEAD" && PathEnd.IsOneOf(path, "api/blobs");

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange)
    {
        using var document = LenientJson.Parse(exchange.ResponseBody, out _);
        var error = document is null ? null : ProviderError.In(document.RootElement, exchange.Status >= 400);
        var facts = new SaidFacts();
        facts.Set("digest", PathEnd.After(exchange.Path, "blobs"));
        return Reading.Nothing with { Output = facts.ToOutput(), Error = error?.Message, ErrorCode = error?.Code, IsSpend = false };
    }
}
