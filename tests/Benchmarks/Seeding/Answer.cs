namespace Observability.Benchmarks.Seeding;

/// <summary>An answer as a provider sends it: one piece, or the events of a stream.</summary>
/// <param name="ContentType">What it says it is.</param>
/// <param name="Pieces">Its pieces as they arrive.</param>
/// <param name="TextStarts">The first piece with a word of the answer.</param>
internal sealed record Answer(string ContentType, IReadOnlyList<string> Pieces, int TextStarts = 0);
