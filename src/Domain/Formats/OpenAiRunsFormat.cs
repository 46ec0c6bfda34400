using System.Text;
using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>A run of OpenAI's assistants, which Azure still serves. Streamed it ends with its usage; else it is told when the run is read again.</summary>
public sealed class OpenAiRunsFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "openai.runs";

    /// <inheritdoc/>
    public override string Family => "openai";

    /// <inheritdoc/>
    public override string Endpoint => "runs";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => IsRun(method, path);

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange)
    {
        var text = new StringBuilder();
        var calls = new List<ContentPart>();
        string? id = null, status = null;
        var reading = OpenAiPieces.Read(exchange, RequestBody.Read(exchange, _ => []), piece =>
        {
            if (piece.Says("object"u8, "thread.message.delta"u8))
            {
                return AddText(text, piece);
            }

            if (piece.Says("object"u8, "thread.run"u8))
            {
                id = piece.TextOr("id"u8, id);
                status = piece.TextOr("status"u8, status);
                calls.AddRange(CallsOf(piece));
            }

            return Generated.Nothing;
        });
        ContentPart[] parts = [.. text.Length > 0 ? [new TextPart(text.ToString())] : Array.Empty<ContentPart>(), .. calls];
        return reading with { Output = parts.Length > 0 ? [new("assistant", parts)] : [], FinishReason = status, ProviderRequestId = id };
    }

    /// <summary>Whether a call starts a run, or lets one go on with the results of its tools.</summary>
    internal static bool IsRun(string method, string path) =>
        method == "POST" && (PathEnd.Is(path, "threads/runs") || PathEnd.Is(path, "submit_tool_outputs")
            || (PathEnd.Is(path, "runs") && PathEnd.IsOneOf(PathEnd.Parent(path), "threads")));

    private static Generated AddText(StringBuilder text, JsonElement piece)
    {
        var before = text.Length;
        foreach (var part in (piece.Member("delta"u8) ?? default).Items("content"u8))
        {
            text.Append(part.Member("text"u8)?.Text("value"u8));
        }

        return text.Length > before ? Generated.Visible : Generated.Nothing;
    }

    // A run that waits for its tools names them whole.
    private static IEnumerable<ContentPart> CallsOf(JsonElement run) =>
        (run.Member("required_action"u8)?.Member("submit_tool_outputs"u8) ?? default).Items("tool_calls"u8)
            .Select(call => (call, Function: call.Member("function"u8) ?? default))
            .Select(c => new ToolCallPart(c.call.Text("id"u8), c.Function.Text("name"u8) ?? "", ChatMessages.ArgumentsOf(c.Function) ?? ""));
}
