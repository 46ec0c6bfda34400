using System.Text;

namespace Observability.Dashboard.Replays;

/// <summary>The field <c>model</c> of a <c>multipart/form-data</c> body (RFC 7578), changed without touching a byte of the others: a file in it is never read.</summary>
internal static class FormModel
{
    /// <summary>The boundary that a content type names; null when it is not that of a form.</summary>
    public static string? BoundaryOf(string? contentType) =>
        contentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) != true ? null
        : contentType.Split(';').Select(p => p.Split('=', 2)).Where(p => p.Length == 2 && p[0].Trim().Equals("boundary", StringComparison.OrdinalIgnoreCase))
            .Select(p => p[1].Trim().Trim('"')).FirstOrDefault(b => b.Length is > 0 and <= 200);

    /// <summary>The model; null when there is no such field.</summary>
    public static string? Find(ReadOnlySpan<byte> body, string boundary) => Place(body, boundary) is { } at ? Encoding.UTF8.GetString(body[at]) : null;

    /// <summary>The body with another model; one that has no such field gets it as its first. Null when it is no form of this boundary.</summary>
    public static byte[]? With(ReadOnlySpan<byte> body, string boundary, string model)
    {
        var value = Encoding.UTF8.GetBytes(model);
        if (Place(body, boundary) is { } at)
        {
            return [.. body[..at.Start.Value], .. value, .. body[at.End.Value..]];
        }

        var first = body.IndexOf(Encoding.Latin1.GetBytes("--" + boundary));
        return first < 0
            ? null
            : [.. body[..first], .. Encoding.Latin1.GetBytes($"--{boundary}\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n"), .. value, .. "\r\n"u8, .. body[first..]];
    }

    private static Range? Place(ReadOnlySpan<byte> body, string boundary)
    {
        var delimiter = Encoding.Latin1.GetBytes("\r\n--" + boundary);
        // The first one has no line before it.
        var at = body.StartsWith(delimiter.AsSpan(2)) ? 0 : After(body, body.IndexOf(delimiter), 2);
        while (at >= 0)
        {
            var part = at + delimiter.Length - 2;
            var length = body[part..].IndexOf(delimiter);
            var head = body[part..].IndexOf("\r\n\r\n"u8);
            if (length < 0 || head < 0)
            {
                return null;
            }

            if (head < length && IsModel(Encoding.UTF8.GetString(body.Slice(part, head))))
            {
                return (part + head + 4)..(part + length);
            }

            at = part + length + 2;
        }

        return null;
    }

    private static int After(ReadOnlySpan<byte> body, int at, int skip) => at < 0 || at + skip > body.Length ? -1 : at + skip;

    private static bool IsModel(string head) => head.Split("\r\n").Any(line =>
        line.StartsWith("content-disposition:", StringComparison.OrdinalIgnoreCase)
        && line.Split(';').Select(p => p.Trim()).Any(p => p is "name=\"model\"" or "name=model")
        && !line.Contains("filename", StringComparison.OrdinalIgnoreCase));
}
