namespace Observability.Dashboard.Usage;

/// <summary>All that the page of usage shows, and the address it answers: links in it follow from that.</summary>
/// <param name="Url">The address.</param>
/// <param name="Period">The time and the filter it stood for.</param>
/// <param name="Report">The chart and the table.</param>
/// <param name="Pace">How fast money is spent.</param>
public sealed record UsageShown(UsageUrl Url, UsagePeriod Period, UsageReport Report, CostPace Pace);
