using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>OpenAI's list of models, and one of them.</summary>
public sealed class OpenAiModelsFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "openai.models";

    /// <inheritdoc/>
    public override string Family => "openai";

    /// <inheritdoc/>
    public override string Endpoint => "models";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) =>
        method == "GET" && (PathEnd.Is(path, "models") || PathEnd.IsOneOf(path, "models"));

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange) => ModelsAnswer.Read(exchange) with
    {
        ModelRequested = PathEnd.IsOneOf(exchange.Path, "models") ? Uri.UnescapeDataString(PathEnd.Last(exchange.Path)) : null,
    };
}
