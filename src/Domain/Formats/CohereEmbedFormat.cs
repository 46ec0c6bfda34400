using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Cohere's embeddings.</summary>
public sealed class CohereEmbedFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "cohere.embed";

    /// <inheritdoc/>
    public override string Family => "cohere";

    /// <inheritdoc/>
    public override string Endpoint => "embeddings";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method == "POST" && (PathEnd.Is(path, "v1/embed") || PathEnd.Is(path, "v2/embed"));

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange)
    {
        var request = RequestBody.Read(exchange.RequestBody, InputOf);
        var answer = new TextAnswer();
        var events = new AnswerEvents((_, root) =>
        {
            AddTo(answer, root);
            return Generated.Nothing;
        });
        events.Read(exchange, asked: false, () => true);
        return answer.Complete(events.ToReading(request));
    }

    /// <summary>The texts and images of a request.</summary>
    internal static IReadOnlyList<Message> InputOf(JsonElement request)
    {
        var parts = new List<ContentPart>();
        foreach (var message in Prompts.Of(request, "texts"u8))
        {
            parts.AddRange(message.Parts);
        }

        foreach (var image in request.Items("images"u8))
        {
            parts.Add(new MediaPart("image", null, null, ContentParts.DecodedLength((image.AsText() ?? "").AsSpan())));
        }

        foreach (var input in request.Items("inputs"u8))
        {
            parts.AddRange(ContentParts.Of(input.Member("content"u8) ?? input));
        }

        return parts.Count > 0 ? [new("user", parts)] : [];
    }

    /// <summary>Adds an answer: its vectors are a list, or a list for each type of number asked for.</summary>
    internal static void AddTo(TextAnswer answer, JsonElement root)
    {
        answer.Id = root.Text("id"u8);
        answer.Usage = root.Member("meta"u8) is { } meta ? CohereUsage.Of(meta) : answer.Usage;
        if (VectorsIn(root.Member("embeddings"u8)) is { } vectors)
        {
            answer.Add(vectors);
        }
    }

    private static VectorsPart? VectorsIn(JsonElement? embeddings)
    {
        if (embeddings is { ValueKind: JsonValueKind.Array } list)
        {
            // Nova has each vector in an object.
            var vector = list.GetArrayLength() > 0 ? list[0].Member("embedding"u8) ?? list[0] : default;
            return list.GetArrayLength() > 0 ? new(list.GetArrayLength(), vector.ValueKind == JsonValueKind.Array ? vector.GetArrayLength() : null) : null;
        }

        if (embeddings is { ValueKind: JsonValueKind.Object } byType)
        {
            foreach (var type in byType.EnumerateObject())
            {
                if (VectorsIn(type.Value) is { } vectors)
                {
                    return vectors;
                }
            }
        }

        return null;
    }
}
