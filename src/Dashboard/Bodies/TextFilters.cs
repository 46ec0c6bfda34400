using System.Reflection;
using Observability.Domain.Filters;

namespace Observability.Dashboard.Bodies;

/// <summary>Finds filters that look for words in what was said, wherever in a message they are: who may not read texts could guess them word by word.</summary>
/// <remarks>It looks itself, so that a message that is new is not forgotten. Only messages of those who may not read are looked through.</remarks>
internal static class TextFilters
{
    private const int Deepest = 4;

    /// <summary>Whether there is one in <paramref name="message"/>.</summary>
    public static bool AreIn(object message) => Look(message, Deepest);

    private static bool Look(object? value, int depth) => value switch
    {
        null => false,
        Filter filter => filter.AsksTexts,
        IEnumerable<Filter> filters => filters.Any(f => f.AsksTexts),
        _ => depth > 0 && IsOurs(value.GetType()) && Parts(value.GetType()).Any(p => Look(p.GetValue(value), depth - 1)),
    };

    private static IEnumerable<PropertyInfo> Parts(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(p => p.GetIndexParameters().Length == 0 && (IsOurs(p.PropertyType) || p.PropertyType.IsAssignableTo(typeof(IEnumerable<Filter>))));

    private static bool IsOurs(Type type) => type is { IsEnum: false, IsArray: false, Namespace: { } space } && space.StartsWith("Observability.", StringComparison.Ordinal);
}
