using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>The router of llama.cpp takes a model out of memory; Open WebUI asks it to.</summary>
public sealed class LlamaCppUnloadFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "llamacpp.unload";

    /// <inheritdoc/>
    public override string Family => "llamacpp";

    /// <inheritdoc/>
    public override string Endpoint => "unload";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method == "POST" && PathEnd.Is(path, "models/unload");

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange) => ManagementAnswer.Read(exchange);
}
