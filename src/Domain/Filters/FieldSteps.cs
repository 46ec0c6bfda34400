using System.Globalization;

namespace Observability.Domain.Filters;

/// <summary>The fixed steps by which a histogram tells apart what is measured: 1, 2, 5, 10, 20 and so on, of milliseconds, millionths of a dollar, or ones.</summary>
/// <remarks>Step 0 is all below the first edge; step n is from edge n - 1 up to, and without, edge n; the last is all above.</remarks>
public sealed class FieldSteps
{
    private readonly FilterField _field;
    private readonly decimal[] _edges;

    private FieldSteps(FilterField field, decimal first, int decades)
    {
        _field = field;
        var decade = Enumerable.Range(0, decades).SelectMany(d => (decimal[])[1, 2, 5], (d, times) => first * times * Power(d));
        _edges = [.. decade, first * Power(decades)];
    }

    /// <summary>How many steps there are.</summary>
    public int Count => _edges.Length + 1;

    /// <summary>Where one step ends and the next begins, ascending, in the unit that rows hold: microseconds, dollars, ones.</summary>
    public IReadOnlyList<decimal> Edges => _edges;

    /// <summary>The steps of a field; null where its values are told one by one, or are no numbers.</summary>
    public static FieldSteps? Of(FilterField field) => field switch
    {
        { IsNumber: false } or { IsListable: true } or { Kind: FilterKind.Score } => null,
        { Kind: FilterKind.Duration } => new(field, 1_000, 6),
        { Kind: FilterKind.Money } => new(field, 0.000_001m, 8),
        _ => new(field, 1, 7),
    };

    /// <summary>From where to where a step goes; null = without an end there.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such step.</exception>
    public (decimal? From, decimal? To) BoundsOf(int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(step, _edges.Length);
        return (step == 0 ? null : _edges[step - 1], step == _edges.Length ? null : _edges[step]);
    }

    /// <summary>The filter with just this step of the field; null where it would be too long to be read back.</summary>
    public Filter? OnlyIn(Filter filter, int step)
    {
        var (from, to) = BoundsOf(step);
        var text = string.Join(' ', new[] { Term(">=", from), Term("<", to) }.OfType<string>());
        var only = filter.WithoutField(_field, null).And(Filter.Parse(text).Filter!);
        return only.ToString().Length <= Filter.MaxLength ? only : null;
    }

    private string? Term(string comparison, decimal? edge) => edge is { } amount ? $"{_field.Name}:{comparison}{TextOf(amount)}" : null;

    private string TextOf(decimal amount) => _field.Kind != FilterKind.Duration ? amount.ToString("0.######", CultureInfo.InvariantCulture)
        : amount >= 1_000_000 ? string.Create(CultureInfo.InvariantCulture, $"{amount / 1_000_000:0.###}s")
        : string.Create(CultureInfo.InvariantCulture, $"{amount / 1_000:0.###}ms");

    private static decimal Power(int of)
    {
        var power = 1m;
        for (var i = 0; i < of; i++)
        {
            power *= 10;
        }

        return power;
    }
}
