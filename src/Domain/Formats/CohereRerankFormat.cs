using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Reranking, as Cohere does it and others after it (Voyage, Jina, vLLM, OpenRouter): billed by search units, or by tokens.</summary>
/// <remarks>Held against recorded traffic of 2026; the provider describes it at docs.cohere.com/reference/rerank and docs.voyageai.com/reference/reranker-api.</remarks>
public sealed class CohereRerankFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "cohere.rerank";

    /// <inheritdoc/>
    public override string Family => "cohere";

    /// <inheritdoc/>
    public override string Endpoint => "rerank";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method == "POST" && PathEnd.Last(path) == "rerank";

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange)
    {
        var request = RequestBody.Read(exchange.RequestBody, InputOf);
        var reading = Reading.Nothing;
        var events = new AnswerEvents((_, root) =>
        {
            reading = Complete(root);
            return Generated.Nothing;
        });
        events.Read(exchange, asked: false, () => true);
        return events.ToReading(request) with
        {
            ModelServed = reading.ModelServed,
            Output = reading.Output,
            Usage = reading.Usage,
            StatedCost = reading.StatedCost,
            ProviderRequestId = reading.ProviderRequestId,
        };
    }

    /// <summary>The query of a request, then its documents.</summary>
    internal static IReadOnlyList<Message> InputOf(JsonElement request)
    {
        var parts = new List<ContentPart>();
        if (request.Text("query"u8) is { Length: > 0 } query)
        {
            parts.Add(new TextPart(query));
        }

        foreach (var document in request.Items("documents"u8))
        {
            parts.Add(new TextPart(document.AsText() ?? document.Text("text"u8) ?? document.AsJson()));
        }

        return parts.Count > 0 ? [new("user", parts)] : [];
    }

    /// <summary>The documents of an answer by their number in the request, best first, each with its score.</summary>
    internal static IReadOnlyList<Message> OutputOf(JsonElement root)
    {
        var lines = new List<ContentPart>();
        foreach (var result in root.Items("results"u8).Concat(root.Items("data"u8)))
        {
            if (result.Count("index"u8) is { } index && result.Number("relevance_score"u8) is { } score)
            {
                lines.Add(new TextPart($"document {index}: {score}"));
            }
        }

        return lines.Count > 0 ? [new("list", lines)] : [];
    }

    private static Reading Complete(JsonElement root) => new()
    {
        ModelServed = root.Text("model"u8),
        Output = OutputOf(root),
        Usage = root.Member("meta"u8) is { } meta ? CohereUsage.Of(meta) : TokensOf(root.Member("usage"u8) ?? default),
        StatedCost = StatedCosts.In(root.Member("usage"u8) ?? default),
        ProviderRequestId = root.Text("id"u8),
    };

    private static Usage? TokensOf(JsonElement usage)
    {
        var (tokens, units) = (usage.Count("total_tokens"u8), usage.Count("search_units"u8));
        return (tokens ?? units) is null ? null : new(tokens) { SearchUnits = units };
    }
}
