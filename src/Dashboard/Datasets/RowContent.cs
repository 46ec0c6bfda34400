namespace Observability.Dashboard.Datasets;

/// <summary>What a person or a program writes into a row.</summary>
/// <param name="Inputs">What is asked, by name, in order.</param>
/// <param name="Expected">The answer that is expected; null = none is.</param>
/// <param name="Note">A note beside it; empty = none.</param>
public sealed record RowContent(IReadOnlyList<KeyValuePair<string, string>> Inputs, string? Expected, string Note);
