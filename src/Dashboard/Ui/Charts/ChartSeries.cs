namespace Observability.Dashboard.Ui.Charts;

/// <summary>One thing that is drawn over time.</summary>
/// <param name="Key">What it is known by while a chart lives: stable, unique in the chart.</param>
/// <param name="Name">What readers call it. May be anything: captured text is never markup.</param>
/// <param name="Color">A CSS colour (<see cref="SeriesColors"/>).</param>
/// <param name="Values">One per bucket of the axis; null = nothing was measured, which is a gap and not zero.</param>
public sealed record ChartSeries(string Key, string Name, string Color, IReadOnlyList<double?> Values)
{
    /// <summary>The same of the period before, bucket by bucket, as a lighter dashed line; null = not compared. (Lines only: stacks compare their sum.)</summary>
    public IReadOnlyList<double?>? Previous { get; init; }

    /// <summary>How many requests stand behind each value, for "Show the 38 requests"; null = not known here.</summary>
    public IReadOnlyList<long>? Requests { get; init; }

    /// <summary>Where those requests are: an address of ours in which <c>{from}</c> and <c>{to}</c> become the bucket's moments in UTC; null = a point leads nowhere.</summary>
    public string? Href { get; init; }
}
