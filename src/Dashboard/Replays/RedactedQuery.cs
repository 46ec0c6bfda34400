namespace Observability.Dashboard.Replays;

/// <summary>Values of a query that were not kept because they open something: what stands in their place, and how to put values there again.</summary>
internal static class RedactedQuery
{
    /// <summary>What is stored in the place of a secret.</summary>
    public const string Mark = "[redacted]";

    // Google's way to send a credential; ours goes in a header.
    private const string Credential = "key=" + Mark;

    /// <summary>The target without the credential of Google's <c>?key=</c>, everything else byte for byte.</summary>
    public static string WithoutCredential(string target) => Pairs(target) is var (path, pairs) && pairs.Contains(Credential)
        ? Join(path, [.. pairs.Where(p => p != Credential)])
        : target;

    /// <summary>Names of the parameters whose values are missing, as they stand in the query, each once.</summary>
    public static IReadOnlyList<string> Missing(string target) =>
        [.. Pairs(target).Pairs.Where(p => p.EndsWith("=" + Mark, StringComparison.Ordinal)).Select(NameOf).Distinct(StringComparer.Ordinal)];

    /// <summary>The target with values in the place of those that are missing.</summary>
    public static string Fill(string target, IReadOnlyDictionary<string, string> values)
    {
        var (path, pairs) = Pairs(target);
        return values.Count == 0 ? target : Join(path, [.. pairs.Select(p => p.EndsWith("=" + Mark, StringComparison.Ordinal) && values.TryGetValue(NameOf(p), out var value)
            ? $"{NameOf(p)}={Uri.EscapeDataString(value)}"
            : p)]);
    }

    private static (string Path, string[] Pairs) Pairs(string target)
    {
        var question = target.IndexOf('?', StringComparison.Ordinal);
        return question < 0 ? (target, []) : (target[..question], target[(question + 1)..].Split('&'));
    }

    private static string Join(string path, string[] pairs) => pairs.Length == 0 ? path : $"{path}?{string.Join('&', pairs)}";

    private static string NameOf(string pair) => pair[..pair.IndexOf('=', StringComparison.Ordinal)];
}
