namespace Observability.Dashboard.Ui;

/// <summary>How long one bucket of a chart is.</summary>
public enum BucketStep
{
    /// <summary>One minute.</summary>
    Minute,

    /// <summary>Five minutes.</summary>
    FiveMinutes,

    /// <summary>A quarter of an hour.</summary>
    QuarterHour,

    /// <summary>One hour.</summary>
    Hour,

    /// <summary>Six hours of the clock, from midnight.</summary>
    SixHours,

    /// <summary>A day of the calendar, 23 or 25 hours where the clock changes.</summary>
    Day,

    /// <summary>A week, from Monday.</summary>
    Week,

    /// <summary>A month of the calendar.</summary>
    Month,
}
