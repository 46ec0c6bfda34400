using System.Globalization;

namespace Observability.Testing.OpenWebUI;

/// <summary>Status and headers of an answer.</summary>
/// <param name="Status">The status.</param>
/// <param name="Headers">Every header line, in order.</param>
public sealed record AnswerHead(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    /// <summary>The first value of a header; null when it is absent.</summary>
    public string? this[string name] => Headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>Whether Open WebUI takes it for a stream: it looks for these letters, in this case, whatever the request asked for.</summary>
    public bool IsStream => this["Content-Type"]?.Contains("text/event-stream", StringComparison.Ordinal) == true;

    /// <summary>Whether it takes it for JSON.</summary>
    public bool IsJson => this["Content-Type"]?.Split(';')[0].Trim() is { } type
        && (type == "application/json" || (type.StartsWith("application/", StringComparison.Ordinal) && type.EndsWith("+json", StringComparison.Ordinal)));

    internal static AnswerHead Parse(string text)
    {
        var lines = text.Split("\r\n");
        return new(int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), [.. lines.Skip(1).Select(Header)]);
    }

    private static KeyValuePair<string, string> Header(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return new(line[..colon], line[(colon + 1)..].Trim(' ', '\t'));
    }
}
