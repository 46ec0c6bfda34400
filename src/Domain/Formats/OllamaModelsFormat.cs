using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>What Ollama tells about itself: its models, those that are loaded, its version.</summary>
public sealed class OllamaModelsFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "ollama.models";

    /// <inheritdoc/>
    public override string Family => "ollama";

    /// <inheritdoc/>
    public override string Endpoint => "models";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) =>
        method == "GET" && (PathEnd.Is(path, "api/tags") || PathEnd.Is(path, "api/ps") || PathEnd.Is(path, "api/version"));

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange) => ModelsAnswer.Read(exchange);
}
