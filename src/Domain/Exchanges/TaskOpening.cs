namespace Observability.Domain.Exchanges;

/// <summary>How the prompt of one of Open WebUI's templates opens: a line of <c>tasks.jsonl</c>.</summary>
/// <param name="Task">The background task; null for a template that serves an ordinary chat.</param>
/// <param name="Role">Whose message it opens: <c>user</c> (the only message), <c>system</c> (the user's follows), <c>any</c>.</param>
/// <param name="Opening">The first characters of the message.</param>
/// <param name="Then">How the message after it may open; empty when that does not matter.</param>
/// <param name="Seen">The releases of Open WebUI whose source was read and has it.</param>
/// <param name="Source">The file it was read in.</param>
internal sealed record TaskOpening(
    string? Task, string Role, string Opening, IReadOnlyList<string> Then, IReadOnlyList<string> Seen, string Source);
