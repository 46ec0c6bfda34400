using System.Collections.Frozen;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>
/// What OpenAI's API keeps records of: files, batches, assistants, threads, vector stores, sessions; xAI's and Mistral's batches too.
/// Their model, error and id are read. Counts of theirs (a batch's, a run's read again) belong to other calls: shown, never spend.
/// </summary>
public sealed class OpenAiRecordsFormat : ProviderFormat
{
    private static readonly FrozenSet<string> Collections = FrozenSet.ToFrozenSet(
    [
        "files", "uploads", "batches", "batch", "assistants", "threads", "vector_stores", "fine_tuning", "realtime", "conversations", "containers", "evals",
    ]);

    /// <inheritdoc/>
    public override string Name => "openai.records";

    /// <inheritdoc/>
    public override string Family => "openai";

    /// <inheritdoc/>
    public override string Endpoint => "records";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) =>
        method is "GET" or "POST" or "DELETE" && IsRecord(path) && PathEnd.Last(path) != "content" && !OpenAiRunsFormat.IsRun(method, path);

    /// <inheritdoc/>
    /// <remarks>Anthropic has files of its own under the same path.</remarks>
    public override bool Recognises(WireExchange exchange) => exchange.RequestHeader("anthropic-version") is null;

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange)
    {
        string? id = null;
        var reading = OpenAiPieces.Read(exchange, FormRequest.Read(exchange, "file"), piece =>
        {
            id = piece.Text("id"u8) ?? id;
            return Generated.Nothing;
        });
        return reading with { ProviderRequestId = id, IsSpend = false };
    }

    private static bool IsRecord(string path) =>
        (PathEnd.After(path, "v1") is { } kept && Collections.Contains(kept))
        || (PathEnd.After(path, "openai") is { } azure && Collections.Contains(azure));
}
