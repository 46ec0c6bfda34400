using System.Text.Json;
using Observability.Domain.Formats;

namespace Observability.Domain.Exchanges;

/// <summary>Tells Open WebUI's background tasks by how their prompts open, where no header names the task.</summary>
/// <remarks>
/// The openings are data: <c>tasks.jsonl</c>, with the releases each was seen in (0.5.20 to 0.11.0, read 2026-07-27). An administrator may
/// have edited the templates, so a header always wins. The retrieval template, which also starts with "### Task:", is an ordinary chat.
/// </remarks>
internal static class TaskOpenings
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Every line of the table.</summary>
    public static IReadOnlyList<TaskOpening> All { get; } = [.. Lines()];

    private static readonly TaskOpening[] OfUser = [.. All.Where(o => o.Role == "user")];
    private static readonly TaskOpening[] OfSystem = [.. All.Where(o => o.Role == "system")];
    private static readonly TaskOpening[] OfChats = [.. All.Where(o => o.Task is null)];

    /// <summary>The task of a request with these messages; null for an ordinary call.</summary>
    public static string? TaskOf(IReadOnlyList<Message> input) => input switch
    {
        // A task is one user message without anything before it.
        [{ Role: "user", Text: var text }] => OfUser.FirstOrDefault(o => Opens(text, o))?.Task,
        // Some have a system message of their own, and then the user's.
        [{ Role: "system", Text: var system }, { Role: "user", Text: var user }, ..] =>
            OfSystem.FirstOrDefault(o => Opens(system, o) && (o.Then.Count == 0 || o.Then.Any(then => user.StartsWith(then, StringComparison.Ordinal))))?.Task,
        _ => null,
    };

    /// <summary>Whether a message is in a template that serves an ordinary chat, such as the retrieval template.</summary>
    public static bool IsOfChat(string text) => OfChats.Any(o => Opens(text, o));

    private static bool Opens(string text, TaskOpening opening) => text.StartsWith(opening.Opening, StringComparison.Ordinal);

    private static IEnumerable<TaskOpening> Lines()
    {
        using var stream = typeof(TaskOpenings).Assembly.GetManifestResourceStream("exchanges/tasks.jsonl")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            var opening = JsonSerializer.Deserialize<TaskOpening>(line, SnakeCase)!;
            yield return opening.Then is null ? opening with { Then = [] } : opening;
        }
    }
}
