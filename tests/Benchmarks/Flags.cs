namespace Observability.Benchmarks;

/// <summary>A command line of names and values.</summary>
internal static class Flags
{
    /// <summary>The values given, and what is meant where none is; null when a name is unknown or has no value.</summary>
    /// <param name="args">Name, value, name, value.</param>
    /// <param name="usual">Every name there is, with its value when nothing is said.</param>
    public static IReadOnlyDictionary<string, string>? Read(IReadOnlyList<string> args, params IReadOnlyList<(string Name, string Value)> usual)
    {
        var values = usual.ToDictionary(u => u.Name, u => u.Value, StringComparer.Ordinal);
        for (var i = 0; i < args.Count; i += 2)
        {
            if (!values.ContainsKey(args[i]) || i + 1 == args.Count)
            {
                return null;
            }

            values[args[i]] = args[i + 1];
        }

        return values;
    }

    /// <summary><c>DATABASE_URL</c> as it stands in the environment.</summary>
    public static string Database => Environment.GetEnvironmentVariable("DATABASE_URL") ?? "";
}
