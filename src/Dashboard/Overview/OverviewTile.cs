namespace Observability.Dashboard.Overview;

/// <summary>One figure of the overview, its course and how it changed.</summary>
/// <param name="Key">What it is, for styles and tests.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Hint">How it is defined.</param>
/// <param name="Value">The figure; null = unknown.</param>
/// <param name="Reason">Why it is unknown.</param>
/// <param name="Note">What has to be said beside it; null = nothing.</param>
/// <param name="Href">What stands behind it.</param>
/// <param name="Course">Bucket by bucket; null = a gap.</param>
/// <param name="Change">Against the period before; null = there is nothing to compare with.</param>
public sealed record OverviewTile(
    string Key, string Title, string Hint, string? Value, string Reason, string? Note, string Href, IReadOnlyList<double?> Course, Change? Change);
