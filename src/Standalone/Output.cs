namespace Observability.Standalone;

/// <summary>What the user reads: every line says whose it is, except the few that scripts look for.</summary>
/// <param name="lines">Where they go.</param>
internal sealed class Output(TextWriter lines)
{
    private readonly Lock _lock = new();

    /// <summary>A line of <paramref name="who"/>: <c>ingest | …</c></summary>
    public void Say(string who, string text)
    {
        lock (_lock)
        {
            foreach (var line in text.Split('\n'))
            {
                lines.WriteLine($"{who} | {line.TrimEnd('\r')}");
            }
        }
    }

    /// <summary>A line without a name before it, for scripts.</summary>
    public void SayPlainly(string line)
    {
        lock (_lock)
        {
            lines.WriteLine(line);
        }
    }
}
