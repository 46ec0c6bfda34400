using System.ComponentModel.DataAnnotations;

namespace Observability.Dashboard.Exchanges;

/// <summary>How long lists of exchanges are searched for. Section <c>ExchangeList</c> of the configuration, such as <c>ExchangeList__DeadlineMs</c>.</summary>
public sealed class ExchangeListOptions
{
    /// <summary>
    /// Time for one page of a list, milliseconds, 100 to 60000, default 4500. When it is over, what was found is shown, and up to where it was searched;
    /// from there the next page goes on. A single statement is ended after 5 s whatever this says.
    /// </summary>
    [Range(100, 60_000)]
    public int DeadlineMs { get; set; } = 4500;

    /// <summary>
    /// Time to count what a filter keeps, and to tell it bucket by bucket, where single exchanges must be read for that, milliseconds, 100 to 60000,
    /// default 2000. When it is over, the number is not told.
    /// </summary>
    [Range(100, 60_000)]
    public int CountDeadlineMs { get; set; } = 2000;

    /// <summary><see cref="DeadlineMs"/>.</summary>
    internal TimeSpan Deadline => TimeSpan.FromMilliseconds(DeadlineMs);

    /// <summary><see cref="CountDeadlineMs"/>.</summary>
    internal TimeSpan CountDeadline => TimeSpan.FromMilliseconds(CountDeadlineMs);
}
