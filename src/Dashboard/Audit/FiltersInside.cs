using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using Observability.Domain.Filters;

namespace Observability.Dashboard.Audit;

/// <summary>Finds the filters in a message, wherever in it they are: it looks itself, so that a message that is new is not forgotten.</summary>
internal sealed class FiltersInside
{
    private const int Deepest = 4;

    // Most types hold none, and are not looked through again.
    private readonly ConcurrentDictionary<(Type Type, int Depth), IReadOnlyList<PropertyInfo>> _ways = new();

    /// <summary>The filters in <paramref name="message"/>, each once.</summary>
    public IReadOnlyList<Filter> Of(object message)
    {
        var found = new List<Filter>();
        Look(message, Deepest, found);
        return found;
    }

    private void Look(object value, int depth, List<Filter> found)
    {
        switch (value)
        {
            case Filter filter when !found.Contains(filter):
                found.Add(filter);
                break;
            case Filter:
                break;
            case IEnumerable several:
                foreach (var filter in several.OfType<Filter>().Except(found).ToList())
                {
                    found.Add(filter);
                }

                break;
            default:
                foreach (var way in _ways.GetOrAdd((value.GetType(), depth), static at => Ways(at.Type, at.Depth)))
                {
                    if (way.GetValue(value) is { } part)
                    {
                        Look(part, depth - 1, found);
                    }
                }

                break;
        }
    }

    private static IReadOnlyList<PropertyInfo> Ways(Type type, int depth) => depth == 0 ? [] :
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetIndexParameters().Length == 0 && LeadsToFilter(p.PropertyType, depth - 1)),
    ];

    private static bool LeadsToFilter(Type type, int depth) =>
        type == typeof(Filter) || type.IsAssignableTo(typeof(IEnumerable<Filter>)) || (IsOurs(type) && Ways(type, depth).Count > 0);

    private static bool IsOurs(Type type) =>
        type is { IsEnum: false, IsArray: false, IsGenericType: false, Namespace: { } space } && space.StartsWith("Observability.", StringComparison.Ordinal);
}
