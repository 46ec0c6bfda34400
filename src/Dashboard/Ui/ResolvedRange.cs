using Observability.Domain.Rollups;

namespace Observability.Dashboard.Ui;

/// <summary>A time range as moments.</summary>
/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive; never after now, unless all of it is to come.</param>
/// <param name="IsLive">Whether it reaches to now, so that what it holds still grows.</param>
public sealed record ResolvedRange(DateTimeOffset From, DateTimeOffset To, bool IsLive)
{
    /// <summary>How long it is.</summary>
    public TimeSpan Length => To - From;

    /// <summary>The bucket a chart of it has unless the reader chooses another: some dozens on the page, a hundred at most.</summary>
    public BucketStep Step => Length.TotalMinutes switch
    {
        <= 101 => BucketStep.Minute,
        <= 8 * 60 => BucketStep.FiveMinutes,
        <= 25 * 60 => BucketStep.QuarterHour,
        <= 4 * 1440 => BucketStep.Hour,
        <= 14 * 1440 => BucketStep.SixHours,
        <= 101 * 1440 => BucketStep.Day,
        <= 2 * 366 * 1440 => BucketStep.Week,
        _ => BucketStep.Month,
    };

    /// <summary>The buckets that may be chosen: at least two of them, at most a few hundred.</summary>
    public IReadOnlyList<BucketStep> Steps => [.. Enum.GetValues<BucketStep>().Where(s => s == Step || (Length >= 2 * About(s) && Length <= 400 * About(s)))];

    private static TimeSpan About(BucketStep step) => step switch
    {
        BucketStep.Minute => TimeSpan.FromMinutes(1),
        BucketStep.FiveMinutes => TimeSpan.FromMinutes(5),
        BucketStep.QuarterHour => TimeSpan.FromMinutes(15),
        BucketStep.Hour => TimeSpan.FromHours(1),
        BucketStep.SixHours => TimeSpan.FromHours(6),
        BucketStep.Day => TimeSpan.FromDays(1),
        BucketStep.Week => TimeSpan.FromDays(7),
        BucketStep.Month => TimeSpan.FromDays(30),
    };
}
