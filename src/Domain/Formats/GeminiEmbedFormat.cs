using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Embeddings of Google's: <c>embedContent</c> and <c>batchEmbedContents</c>, and <c>predict</c> of an embedding model on Vertex.</summary>
/// <remarks>As recorded traffic of 2026 shows it; the provider describes it at https://ai.google.dev/api/embeddings and https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api.</remarks>
public sealed class GeminiEmbedFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "gemini.embed";

    /// <inheritdoc/>
    public override string Family => "gemini";

    /// <inheritdoc/>
    public override string Endpoint => "embeddings";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method == "POST"
        && (GeminiPath.Calls(path, "embedContent") || GeminiPath.Calls(path, "batchEmbedContents")

            // Every kind of model on Vertex has a predict: pictures, films, models of customers.
            || (GeminiPath.Calls(path, "predict") && GeminiPath.ModelOf(path)?.Contains("embedding", StringComparison.Ordinal) == true));

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange)
    {
        var reading = GeminiRequest.Read(exchange, InputOf);
        using var document = LenientJson.Parse(exchange.ResponseBody, out var whole);
        if (document is null)
        {
            return exchange.ResponseBody.IsEmpty ? reading : reading with { Notes = [.. reading.Notes, "The answer is not JSON: unparsed."] };
        }

        var root = document.RootElement;
        var error = ProviderError.In(root, exchange.Status >= 400);
        return reading with
        {
            Output = VectorsOf(root) is { Count: > 0 } vectors ? [new("model", [new VectorsPart(vectors.Count, DimensionsOf(vectors[0]))])] : [],
            Usage = UsageOf(root),
            Error = error?.Message,
            ErrorCode = error?.Code,
            Complete = whole,
        };
    }

    private static IReadOnlyList<Message> InputOf(JsonElement root)
    {
        var contents = root.Items("requests"u8).Select(r => r.Member("content"u8))
            .Concat(root.Items("instances"u8).Select(i => i.Member("content"u8)))
            .Append(root.Member("content"u8));
        ContentPart[] parts = [.. contents.OfType<JsonElement>().SelectMany(GeminiParts.OfContent)];
        return parts.Length > 0 ? [new("user", parts)] : [];
    }

    private static List<JsonElement> VectorsOf(JsonElement root) =>
    [
        .. root.Items("embeddings"u8).Concat(root.Member("embedding"u8) is { } only ? [only] : [])
            .Concat(root.Items("predictions"u8).Select(p => p.Member("embeddings"u8) ?? p)),
    ];

    private static int? DimensionsOf(JsonElement vector) =>
        (vector.Member("values"u8) ?? vector.Member("textEmbedding"u8) ?? vector.Member("imageEmbedding"u8)) is { ValueKind: JsonValueKind.Array } numbers
            ? numbers.GetArrayLength()
            : null;

    // Vertex counts each input for itself.
    private static Usage? UsageOf(JsonElement root)
    {
        if (root.Member("usageMetadata"u8) is { } metadata)
        {
            var usage = new GeminiUsage();
            usage.Merge(metadata);
            return usage.ToUsage(null);
        }

        long? sum = null;
        foreach (var prediction in root.Items("predictions"u8))
        {
            var tokens = prediction.Member("embeddings"u8)?.Member("statistics"u8)?.Count("token_count"u8);
            sum = tokens + (sum ?? 0) ?? sum;
        }

        return sum is { } input ? new(input) : null;
    }
}
