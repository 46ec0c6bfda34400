using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>What Ollama knows of one model: its family, size, quantization and abilities.</summary>
public sealed class OllamaShowFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "ollama.show";

    /// <inheritdoc/>
    public override string Family => "ollama";

    /// <inheritdoc/>
    public override string Endpoint => "show";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method == "POST" && PathEnd.Is(path, "api/show");

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange) => ManagementAnswer.Read(exchange);
}
