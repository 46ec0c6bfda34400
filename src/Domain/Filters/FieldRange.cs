namespace Observability.Domain.Filters;

/// <summary>From where to where a field's number may be, as two boxes have it.</summary>
/// <param name="Field">A field whose values are numbers.</param>
/// <param name="From">The least, with its unit; null = there is none.</param>
/// <param name="To">The most, with its unit; null = there is none.</param>
public sealed record FieldRange(FilterField Field, string? From, string? To)
{
    /// <summary>What a filter's terms at the top ask of the field; neither end where they ask nothing, or what two ends do not say.</summary>
    public static FieldRange In(Filter filter, FilterField field)
    {
        var (from, to) = ((string?)null, (string?)null);
        foreach (var part in filter.PartsOf(field, null))
        {
            (from, to) = part.Root is Term { Match: var match } ? match switch
            {
                RangeMatch range => (range.From.ToString(), range.To.ToString()),
                NumberMatch { Comparison: Comparison.Equal } number => (number.Value.ToString(), number.Value.ToString()),
                NumberMatch { Comparison: Comparison.Greater or Comparison.GreaterOrEqual } number => (number.Value.ToString(), to),
                NumberMatch number => (from, number.Value.ToString()),
                _ => (from, to),
            } : (from, to);
        }

        return new(field, from, to);
    }

    /// <summary>The filter with this and nothing else asked of the field.</summary>
    /// <returns>The filter; or none, and what is wrong with an end.</returns>
    public (Filter? Filter, FilterError? Error) AppliedTo(Filter filter)
    {
        var others = filter.WithoutField(Field, null);
        var (from, to) = (From?.Trim(), To?.Trim());
        if (string.IsNullOrEmpty(from) && string.IsNullOrEmpty(to))
        {
            return (others, null);
        }

        // In quotes, so that whatever stands in a box is one value.
        var value = $"{from}..{to}".Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        var (range, error) = Filter.Parse($"{Field.Name}:\"{value}\"");
        return (range is null ? null : others.And(range), error);
    }
}
