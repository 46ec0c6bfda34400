namespace Observability.Dashboard.Ui.Charts;

/// <summary>What the numbers of a chart are.</summary>
public enum ValueFormat
{
    /// <summary>A number of things: <c>1,204</c>, on axes <c>1.2k</c>.</summary>
    Count,

    /// <summary>Tokens: as counts.</summary>
    Tokens,

    /// <summary>US dollars.</summary>
    Money,

    /// <summary>Milliseconds.</summary>
    Duration,

    /// <summary>A share: 0.05 is <c>5%</c>.</summary>
    Percent,

    /// <summary>Tokens per second.</summary>
    Rate,
}
