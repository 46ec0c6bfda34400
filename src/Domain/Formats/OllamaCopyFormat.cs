using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Ollama gives a model a second name.</summary>
public sealed class OllamaCopyFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "ollama.copy";

    /// <inheritdoc/>
    public override string Family => "ollama";

    /// <inheritdoc/>
    public override string Endpoint => "copy";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method == "POST" && PathEnd.Is(path, "api/copy");

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange) => ManagementAnswer.Read(exchange);
}
