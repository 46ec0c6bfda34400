namespace Observability.Dashboard.Usage;

/// <summary>From a page's address and the time it stands for to what is asked.</summary>
internal static class UsageQuestion
{
    /// <summary>The question of the chart and the table.</summary>
    public static AskUsageReport Of(UsageUrl url, UsagePeriod period) =>
        new(period.At.Bounds, period.Before, url.Measure, url.By, url.Top, period.At.Filter);
}
