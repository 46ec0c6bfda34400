using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Files given to Open WebUI: sent as a form, worked on in the background (their state is asked for, or comes as events), listed, deleted.</summary>
/// <remarks>
/// <code>
/// data: {"status": "pending"}
/// </code>
/// Held against Open WebUI 0.11.0 of 2026-07-27, backend/open_webui/routers/files.py.
/// </remarks>
public sealed class OpenWebUiFilesFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "openwebui.files";

    /// <inheritdoc/>
    public override string Family => "openwebui";

    /// <inheritdoc/>
    public override string Endpoint => "files";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => path.Contains("/api/", StringComparison.Ordinal) && PathEnd.After(path, "v1") == "files";

    /// <inheritdoc/>
    public override bool Recognises(WireExchange exchange) => !OpenWebUiAnswer.IsOwnPage(exchange);

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange)
    {
        var isContent = PathEnd.Last(exchange.Path) == "content";
        var request = FormRequest.Read(exchange, "file");
        if (isContent && exchange.Status is < 400)
        {
            return request.ToReading() with { IsSpend = false };
        }

        var facts = new SaidFacts();
        string? status = null;
        var events = new AnswerEvents((_, root) =>
        {
            status = StatusOf(root) ?? status;
            TakeFile(facts, root);
            return Generated.Nothing;
        });
        events.Read(exchange, exchange.Query.Contains("stream=true", StringComparison.Ordinal), () => status is "completed" or "failed");
        var reading = events.ToReading(request);
        facts.Set("status", status);
        return reading with
        {
            Output = facts.ToOutput(),
            IsSpend = false,
            Error = reading.Error ?? (status == "failed" ? "Open WebUI could not process the file." : null),
        };
    }

    private static void TakeFile(SaidFacts facts, JsonElement root)
    {
        facts.Take(root, "filename");
        facts.Take(root, "id");
        if (root.Member("meta"u8) is { } meta)
        {
            facts.Take(meta, "content_type");
            facts.Take(meta, "size");
        }

        // A list of them.
        if (root.ValueKind == JsonValueKind.Array)
        {
            facts.Set("files", root.GetArrayLength().ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    // Of an upload it is that of the work on the file, beside a truth that says the upload went well.
    private static string? StatusOf(JsonElement root) => root.Member("data"u8)?.Text("status"u8) ?? root.Text("status"u8);
}
