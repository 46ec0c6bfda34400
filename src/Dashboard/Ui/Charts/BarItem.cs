namespace Observability.Dashboard.Ui.Charts;

/// <summary>One row of a <see cref="BarList"/>.</summary>
/// <param name="Key">What it is known by, unique in the list.</param>
/// <param name="Name">What readers call it; may be anything.</param>
/// <param name="Value">How much; null = not known, with the reason in <paramref name="Reason"/>.</param>
/// <param name="Href">Where it leads; null = nowhere.</param>
/// <param name="Color">A CSS colour; null = the accent.</param>
/// <param name="Reason">Why there is no value.</param>
public sealed record BarItem(string Key, string Name, double? Value, string? Href, string? Color = null, string? Reason = null);
