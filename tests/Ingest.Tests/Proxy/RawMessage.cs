using System.Globalization;
using System.Text;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>An HTTP/1.1 message as it stood on the wire.</summary>
/// <param name="StartLine">Request line or status line.</param>
/// <param name="Headers">Every header line, in order, Latin-1.</param>
/// <param name="Body">The body without its transfer coding.</param>
/// <param name="IsWhole">Whether the body came to its end as its framing says.</param>
internal sealed record RawMessage(string StartLine, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body, bool IsWhole)
{
    public string Method => StartLine.Split(' ')[0];

    public string Target => StartLine.Split(' ')[1];

    public int Status => int.Parse(StartLine.Split(' ')[1], CultureInfo.InvariantCulture);

    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>Every value of a header, in order.</summary>
    public IReadOnlyList<string> All(string name) =>
        [.. Headers.Where(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value)];

    /// <summary>The header's only value, or null.</summary>
    public string? this[string name] => All(name) is [var one] ? one : null;
}
