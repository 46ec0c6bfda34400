using System.Globalization;
using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Open WebUI's collections of knowledge: made, filled with files and pages, asked for passages.</summary>
/// <remarks>What a query found are the sources of its reading. Held against Open WebUI 0.11.0 of 2026-07-27, routers/knowledge.py and retrieval.py.</remarks>
public sealed class OpenWebUiKnowledgeFormat : ProviderFormat
{
    private static readonly string[] Members = ["id", "name", "description", "status", "collection_name", "filename", "file_id"];

    /// <inheritdoc/>
    public override string Name => "openwebui.knowledge";

    /// <inheritdoc/>
    public override string Family => "openwebui";

    /// <inheritdoc/>
    public override string Endpoint => "knowledge";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) =>
        path.Contains("/api/", StringComparison.Ordinal) && PathEnd.After(path, "v1") is "knowledge" or "retrieval";

    /// <inheritdoc/>
    public override bool Recognises(WireExchange exchange) => !OpenWebUiAnswer.IsOwnPage(exchange);

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange)
    {
        var facts = new SaidFacts();
        var sources = new OpenWebUiSources();
        var request = RequestBody.Read(exchange.RequestBody, root => Prompts.Of(root, "query"u8));
        var events = new AnswerEvents((_, root) =>
        {
            Take(facts, root);
            sources.AddQuery(root);
            return Generated.Nothing;
        });
        events.Read(exchange, asked: false, () => true);

        // The collection it adds to or asks has a name, but is no model.
        return events.ToReading(request) with { ModelRequested = null, Output = facts.ToOutput(), Sources = sources.Found, IsSpend = false };
    }

    private static void Take(SaidFacts facts, JsonElement root)
    {
        foreach (var member in Members)
        {
            facts.Take(root, member);
        }

        var count = root.ValueKind == JsonValueKind.Array ? root.GetArrayLength() : root.Items("files"u8).Count();
        if (count > 0)
        {
            facts.Set(root.ValueKind == JsonValueKind.Array ? "items" : "files", count.ToString(CultureInfo.InvariantCulture));
        }
    }
}
