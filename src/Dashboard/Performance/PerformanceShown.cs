using Observability.Dashboard.Usage;

namespace Observability.Dashboard.Performance;

/// <summary>All that the page of performance shows, and the address it answers.</summary>
/// <param name="Url">The address.</param>
/// <param name="Period">The time and the filter it stood for.</param>
/// <param name="Report">The answer.</param>
public sealed record PerformanceShown(PerformanceUrl Url, UsagePeriod Period, PerformanceReport Report);
