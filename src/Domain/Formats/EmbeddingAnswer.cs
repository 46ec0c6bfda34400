using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Reads embedding calls in OpenAI's and in Ollama's shape: Open WebUI serves the first under a path of the second.</summary>
internal static class EmbeddingAnswer
{
    /// <summary>Reads an exchange.</summary>
    public static Reading Read(WireExchange exchange)
    {
        var request = RequestBody.Read(
            exchange, root => root.Member("input"u8) is null ? Prompts.Of(root, "prompt"u8) : Prompts.Of(root, "input"u8));
        var reading = request.ToReading();
        using var document = LenientJson.Parse(exchange.ResponseBody, out var whole);
        if (document is null)
        {
            return exchange.ResponseBody.IsEmpty ? reading : reading with { Notes = [.. request.Notes, "The answer is not JSON: unparsed."] };
        }

        var root = document.RootElement;
        var error = ProviderError.In(root, exchange.Status >= 400);
        var usages = new OpenAiUsages();
        usages.Add(root);
        return reading with
        {
            ModelServed = root.Text("model"u8),
            Output = VectorsOf(root) is { } vectors ? [new("assistant", [vectors])] : [],
            Usage = usages.ToUsage(request.Model) ?? OnlyTotal(root) ?? OllamaMetrics.UsageOf(root),
            ServiceTier = root.TextOr("service_tier"u8, usages.Tier),
            StatedCost = usages.Cost ?? StatedCosts.In(exchange),
            ProviderRequestId = root.Text("id"u8),
            ProviderTimings = OllamaMetrics.TimingsOf(root),
            Error = error?.Message,
            ErrorCode = error?.Code,
            Complete = whole,
        };
    }

    // Voyage names only the total; nothing of an embedding is output.
    private static Usage? OnlyTotal(JsonElement root) => OpenAiUsages.In(root)?.Count("total_tokens"u8) is { } total ? new(total) : null;

    private static VectorsPart? VectorsOf(JsonElement root)
    {
        var vectors = root.Items("data"u8).Select(d => d.Member("embedding"u8)).OfType<JsonElement>()
            .Concat(root.Items("embeddings"u8))
            .Concat(root.Member("embedding"u8) is { } only ? [only] : [])
            .ToList();
        return vectors.Count > 0 ? new(vectors.Count, Dimensions(vectors[0])) : null;
    }

    // A list of numbers, or base64 of 32-bit floats, which the official clients ask for.
    private static int? Dimensions(JsonElement vector) => vector.ValueKind switch
    {
        JsonValueKind.Array => vector.GetArrayLength(),
        JsonValueKind.String => (int)(vector.AsText()!.AsSpan().TrimEnd('=').Length * 3L / 4 / sizeof(float)),
        _ => null,
    };
}
