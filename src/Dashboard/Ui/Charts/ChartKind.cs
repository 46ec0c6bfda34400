namespace Observability.Dashboard.Ui.Charts;

/// <summary>How series are drawn over time.</summary>
public enum ChartKind
{
    /// <summary>Stacked bars.</summary>
    Bars,

    /// <summary>Stacked bands.</summary>
    Area,

    /// <summary>Lines.</summary>
    Lines,

    /// <summary>Bands of values by time, darker where there is more.</summary>
    Heat,
}
