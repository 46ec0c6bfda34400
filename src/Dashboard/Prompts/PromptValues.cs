namespace Observability.Dashboard.Prompts;

/// <summary>Which of several values of a variable counts.</summary>
internal static class PromptValues
{
    /// <summary><paramref name="first"/>, and of <paramref name="second"/> what it does not name.</summary>
    public static IReadOnlyDictionary<string, string> Over(IReadOnlyDictionary<string, string> first, IReadOnlyDictionary<string, string> second)
    {
        var values = new Dictionary<string, string>(second, StringComparer.Ordinal);
        foreach (var (name, value) in first)
        {
            values[name] = value;
        }

        return values;
    }
}
