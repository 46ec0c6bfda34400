namespace Observability.Dashboard.Ui.Charts;

/// <summary>A moment with a meaning, drawn as a vertical line: a price changed.</summary>
/// <param name="At">When.</param>
/// <param name="Text">What happened.</param>
public sealed record ChartMarker(DateTimeOffset At, string Text);
