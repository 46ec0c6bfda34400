namespace Observability.Dashboard.Ui.Charts;

/// <summary>What every chart over time has around its drawing. Pages make one for all their charts and change its title.</summary>
/// <param name="Title">What is measured, above the drawing.</param>
/// <param name="Axis">Its buckets.</param>
/// <param name="Format">What its numbers are.</param>
public sealed record ChartFrame(string Title, TimeAxis Axis, ValueFormat Format)
{
    /// <summary>Charts of one group on a page share their crosshair.</summary>
    public string Group { get; init; } = "page";

    /// <summary>Height of the drawing in pixels; never changes with the data, so that nothing jumps.</summary>
    public int Height { get; init; } = 180;

    /// <summary>A word beside the title: the sum, the bucket's length.</summary>
    public string? Note { get; init; }

    /// <summary>Where a drag over the drawing leads: an address of ours with <c>{from}</c> and <c>{to}</c> (UTC); null = no zoom.</summary>
    public string? ZoomHref { get; init; }

    /// <summary>Where a double click and the button lead: the same page, seen from farther away; null = there is no farther.</summary>
    public string? ZoomOutHref { get; init; }

    /// <summary>Where all requests of a bucket are, as in <see cref="ChartSeries.Href"/>; null = nowhere.</summary>
    public string? RequestsHref { get; init; }

    /// <summary>Moments to be marked.</summary>
    public IReadOnlyList<ChartMarker> Markers { get; init; } = [];

    /// <summary>Said instead of a drawing when there is not one value; null = the usual words.</summary>
    public string? Empty { get; init; }
}
