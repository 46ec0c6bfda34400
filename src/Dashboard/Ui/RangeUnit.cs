namespace Observability.Dashboard.Ui;

/// <summary>What ranges are counted in.</summary>
public enum RangeUnit
{
    /// <summary><c>m</c></summary>
    Minute,

    /// <summary><c>h</c></summary>
    Hour,

    /// <summary><c>d</c>, of the calendar</summary>
    Day,

    /// <summary><c>w</c>, from Monday where it is a week of the calendar</summary>
    Week,

    /// <summary><c>M</c></summary>
    Month,

    /// <summary><c>y</c></summary>
    Year,
}
