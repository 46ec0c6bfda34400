namespace Observability.Dashboard.Ui;

/// <summary>A way to go on with a filter that is being typed.</summary>
/// <param name="Label">What it puts there.</param>
/// <param name="Note">What that means, or how often it was seen; null = the label says it.</param>
/// <param name="Text">The whole text once it is taken.</param>
public sealed record FilterSuggestion(string Label, string? Note, string Text);
