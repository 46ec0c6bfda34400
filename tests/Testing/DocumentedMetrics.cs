namespace Observability.Testing;

/// <summary>The metrics of ours that docs/operations.md tells of, and those that a host has.</summary>
public static class DocumentedMetrics
{
    private const string Ours = "observability_";

    /// <summary>The rows of the table under a heading, as they are written.</summary>
    /// <param name="heading">Such as <c>Metrics of ingest</c>.</param>
    public static IReadOnlyList<string> Under(string heading)
    {
        var lines = File.ReadAllLines(Path.Combine(SharedCorpora.RepositoryRoot, "docs", "operations.md"));
        var from = Array.FindIndex(lines, l => l.StartsWith('#') && l.TrimStart('#').Trim() == heading);
        return [.. lines.Skip(from + 1).TakeWhile(l => !l.StartsWith('#')).Where(l => l.StartsWith($"| `{Ours}", StringComparison.Ordinal))];
    }

    /// <summary>The rows that a host's own text would make: name, kind and sentence of each metric of ours, sorted.</summary>
    /// <param name="text">What <c>/metrics</c> answers.</param>
    public static IReadOnlyList<string> In(string text)
    {
        var kinds = text.Split('\n').Where(l => l.StartsWith($"# TYPE {Ours}", StringComparison.Ordinal)).Select(l => l.Split(' ')).ToDictionary(l => l[2], l => l[3]);
        var sentences = text.Split('\n').Where(l => l.StartsWith($"# HELP {Ours}", StringComparison.Ordinal)).Select(l => l.Split(' ', 4)).ToDictionary(l => l[2], l => l[3]);
        return [.. kinds.OrderBy(k => k.Key, StringComparer.Ordinal).Select(k => $"| `{k.Key}` | {k.Value} | {sentences[k.Key]} |")];
    }
}
