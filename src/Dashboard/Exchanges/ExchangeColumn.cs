using Observability.Domain.Exchanges;
using Observability.Domain.Filters;

namespace Observability.Dashboard.Exchanges;

/// <summary>How the cells of a column are drawn.</summary>
public enum CellKind
{
    /// <summary>In a way of its own.</summary>
    Own,

    /// <summary>A text.</summary>
    Text,

    /// <summary>How many.</summary>
    Count,

    /// <summary>A duration in microseconds.</summary>
    Duration,

    /// <summary>A size in bytes.</summary>
    Size,
}

/// <summary>A column of the table of requests; all of them are <see cref="ExchangeColumns.All"/>.</summary>
/// <param name="Name">Its name in addresses.</param>
/// <param name="Title">Its head.</param>
/// <param name="Width">Pixels, until the reader chooses others; 0 = what the others leave.</param>
public sealed record ExchangeColumn(string Name, Func<string> Title, int Width)
{
    /// <summary>How its cells are drawn.</summary>
    public CellKind Kind { get; init; }

    /// <summary>More than the head says; null = nothing.</summary>
    public Func<string>? Hint { get; init; }

    /// <summary>The field that its values can be filtered by; null = none.</summary>
    public FilterField? Field { get; init; }

    /// <summary>The text of a cell.</summary>
    public Func<Exchange, string?>? Text { get; init; }

    /// <summary>The number of a cell, for counts, durations and sizes; null = unknown.</summary>
    public Func<Exchange, long?>? Number { get; init; }

    /// <summary>The order that its head asks for; null = rows cannot be put in order by it.</summary>
    public ExchangeOrder? Order { get; init; }

    /// <summary>Whether its values have their unit behind them, for which its head leaves room.</summary>
    public bool HasUnit => Kind == CellKind.Duration;

    /// <summary>Whether its values stand at the end of the cell, digits under digits.</summary>
    public bool IsNumber => Number is not null || Name == "cost";
}
