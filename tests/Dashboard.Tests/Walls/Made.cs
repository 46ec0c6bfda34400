using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Observability.Dashboard.Tests.Walls;

/// <summary>Makes a message of any shape out of an id and a word, so that a message that comes later is sent without anybody thinking of it.</summary>
/// <param name="id">Every id in it.</param>
/// <param name="word">Every text in it.</param>
internal sealed class Made(Guid id, string word)
{
    private const int Deepest = 8;

    public object Of(Type type) => Of(type, 0) ?? throw new InvalidOperationException($"No {type} can be made.");

    /// <summary>Whether an id is anywhere in it: with another id it is another message.</summary>
    public static bool HasId(Type type, int depth = 0) =>
        type == typeof(Guid) || type == typeof(Guid?)
        || (depth < Deepest && type.GetGenericArguments().Any(a => HasId(a, depth + 1)))
        || (depth < Deepest && type.Namespace?.StartsWith("Observability", StringComparison.Ordinal) == true && !type.IsEnum && Constructor(type) is { } make
            && make.GetParameters().Any(p => p.ParameterType != type && HasId(p.ParameterType, depth + 1)));

    private object? Of(Type type, int depth) => type switch
    {
        _ when depth > Deepest || type == typeof(nint) || type.IsPointer || type.IsByRef || type.IsByRefLike || type.IsAssignableTo(typeof(Delegate)) => null,
        _ when Nullable.GetUnderlyingType(type) is { } inner => Of(inner, depth),
        _ when type == typeof(Guid) => id,
        _ when type == typeof(string) => word,
        _ when type == typeof(DateTimeOffset) => Some.Noon,
        _ when type == typeof(TimeSpan) => TimeSpan.FromHours(1),
        _ when type == typeof(TimeZoneInfo) => TimeZoneInfo.Utc,
        _ when type == typeof(Uri) => new Uri($"https://{word}.example"),
        _ when type == typeof(Stream) => new MemoryStream("""{"inputs":{"input":"x"}}"""u8.ToArray()),
        _ when type == typeof(byte[]) => "{}"u8.ToArray(),
        _ when type == typeof(bool) => true,
        _ when type.IsEnum => Enum.GetValues(type).GetValue(0),
        _ when type.IsPrimitive || type == typeof(decimal) => Convert.ChangeType(1, type, CultureInfo.InvariantCulture),
        _ when type.IsArray => ListOf(type.GetElementType()!, depth, asArray: true),
        _ when type.IsGenericType && type.Name.Contains("Dictionary", StringComparison.Ordinal) => DictionaryOf(type.GetGenericArguments(), depth),
        _ when type.IsGenericType && type.IsInterface => ListOf(type.GetGenericArguments()[0], depth, asArray: false),
        _ => Whole(type) ?? Composed(type, depth),
    };

    private Array ListOf(Type element, int depth, bool asArray)
    {
        var one = Of(element, depth + 1);
        var list = Array.CreateInstance(element, one is null && !asArray ? 0 : 1);
        if (list.Length > 0)
        {
            list.SetValue(one, 0);
        }

        return list;
    }

    private object DictionaryOf(Type[] types, int depth)
    {
        var dictionary = (System.Collections.IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(types))!;
        dictionary[Of(types[0], depth + 1)!] = Of(types[1], depth + 1);
        return dictionary;
    }

    // What a type calls its usual value: All, Empty, None, Default.
    private static object? Whole(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Static).FirstOrDefault(p => p.PropertyType == type && p.Name is "All" or "Empty" or "None" or "Default")?.GetValue(null);

    private object? Composed(Type type, int depth)
    {
        if (type.Namespace?.StartsWith("Observability", StringComparison.Ordinal) != true)
        {
            return type.IsValueType && !type.ContainsGenericParameters ? Activator.CreateInstance(type) : null;
        }

        if (type.IsAbstract)
        {
            return type.Assembly.GetTypes().Where(t => !t.IsAbstract && t.IsAssignableTo(type)).Select(t => Of(t, depth + 1)).FirstOrDefault(o => o is not null);
        }

        if (Constructor(type) is not { } make)
        {
            return type.IsValueType ? Activator.CreateInstance(type) : null;
        }

        var arguments = make.GetParameters().Select(p => p.ParameterType == type ? null : Of(p.ParameterType, depth + 1)).ToArray();
        var made = make.Invoke(arguments);
        foreach (var required in type.GetProperties().Where(p => p.IsDefined(typeof(RequiredMemberAttribute))))
        {
            required.SetValue(made, Of(required.PropertyType, depth + 1));
        }

        return made;
    }

    private static ConstructorInfo? Constructor(Type type) => type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
        .Where(c => c.GetParameters() is not [{ ParameterType: var only }] || only != type).OrderByDescending(c => c.GetParameters().Length).FirstOrDefault();
}
