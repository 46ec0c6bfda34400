using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>What Ollama tells about itself: its models, those that are loaded, one of them, its version.</summary>
public sealed class OllamaModelsFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "ollama.models";

    /// <inheritdoc/>
    public override string Family => "ollama";

    /// <inheritdoc/>
    public override string Endpoint => "models";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method switch
    {
        "GET" => PathEnd.Is(path, "api/tags") || PathEnd.Is(path, "api/ps") || PathEnd.Is(path, "api/version"),
        "POST" => PathEnd.Is(path, "api/show"),
        _ => false,
    };

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange) => ModelsAnswer.Read(exchange);
}
