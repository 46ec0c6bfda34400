using System.Text.Json;

namespace Observability.Domain;

/// <summary>The one spelling of our closed words in the database, in JSON and in filters: <c>ClientAborted</c> is <c>client_aborted</c>.</summary>
public static class EnumNames
{
    /// <summary>The snake_case name of <paramref name="value"/>.</summary>
    public static string NameOf<T>(T value) where T : struct, Enum => Names<T>.ByValue[value];

    /// <summary>The value named <paramref name="name"/>, or null when there is none.</summary>
    public static T? Parse<T>(string name) where T : struct, Enum => Names<T>.ByName.TryGetValue(name, out var value) ? value : null;

    /// <summary>Every name, in the order of declaration.</summary>
    public static IReadOnlyCollection<string> All<T>() where T : struct, Enum => Names<T>.ByName.Keys;

    private static class Names<T> where T : struct, Enum
    {
        public static readonly Dictionary<T, string> ByValue =
            Enum.GetValues<T>().ToDictionary(v => v, v => JsonNamingPolicy.SnakeCaseLower.ConvertName(v.ToString()));

        public static readonly Dictionary<string, T> ByName = ByValue.ToDictionary(p => p.Value, p => p.Key, StringComparer.Ordinal);
    }
}
