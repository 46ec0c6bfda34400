using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>The router of llama.cpp loads a model.</summary>
public sealed class LlamaCppLoadFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "llamacpp.load";

    /// <inheritdoc/>
    public override string Family => "llamacpp";

    /// <inheritdoc/>
    public override string Endpoint => "load";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method == "POST" && PathEnd.Is(path, "models/load");

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange) => ManagementAnswer.Read(exchange);
}
