using Observability.Dashboard.Replays;
using Observability.Domain.Formats;

namespace Observability.Dashboard.Playground;

/// <summary>Which format a call is written in.</summary>
public static class DraftFormat
{
    /// <summary>What a body is said to be, without parameters; null = nothing is said.</summary>
    public static string? TypeOf(CallDraft draft) => EditedBody.HeaderOf(draft, "Content-Type")?.Split(';')[0].Trim();

    /// <summary>The format's name, as Domain/Formats have it; null = none that is known.</summary>
    /// <param name="draft">The call.</param>
    /// <param name="body">Its body with its content coding undone.</param>
    public static string? Of(CallDraft draft, ReadOnlyMemory<byte> body)
    {
        var path = draft.Target.Split('?')[0];
        var format = ProviderFormats.Select(draft.Family, new(draft.Method, path, null, EditedBody.HeaderOf(draft, "Content-Type"), body, null, ReadOnlyMemory<byte>.Empty))?.Name;

        // With nothing to generate from yet these are calls that load a model.
        return format is not ("ollama.load" or "ollama.unload") ? format : path.EndsWith("/api/chat", StringComparison.Ordinal) ? "ollama.chat" : "ollama.generate";
    }
}
