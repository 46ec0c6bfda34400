using System.Text;

namespace Observability.Dashboard.Exchanges;

/// <summary>Prints a captured request as a curl command that sends it again through our ingest. Holds no secret: keys are variables of the shell.</summary>
public static class CurlCommand
{
    private const int LongestInline = 64 << 10;

    // What curl sets itself, what belongs to one connection, and what carries a secret.
    private static readonly HashSet<string> LeftOut = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Content-Length", "Connection", "Accept-Encoding", "Transfer-Encoding", "Expect", "Authorization", "Cookie",
        "x-api-key", "api-key", "x-goog-api-key", "Helicone-Auth", "X-Observability-Key",
    };

    /// <summary>The command, for a POSIX shell.</summary>
    /// <param name="detail">The exchange.</param>
    /// <param name="ingest">Address of the ingest, without a slash at its end.</param>
    /// <param name="upstreamUrl">Base URL of its upstream, whose path is not repeated; null when the upstream is gone.</param>
    public static string For(ExchangeDetail detail, string ingest, string? upstreamUrl)
    {
        var row = detail.Row;
        var lines = new List<string> { $"curl -N {Quote($"{ingest}/{row.Upstream}/")}\"$OBSERVABILITY_KEY\"{Quote(PathOf(row.Path, upstreamUrl))}" };
        if (row.Method != "GET" && !(row.Method == "POST" && detail.RequestBody.Length > 0))
        {
            lines.Add($"-X {Quote(row.Method)}");
        }

        lines.Add("""-H "Authorization: Bearer $API_KEY" """.TrimEnd());
        lines.AddRange(detail.RequestHeaders.Lines.Where(h => !LeftOut.Contains(h.Key)).Select(h => $"-H {Quote($"{h.Key}: {h.Value}")}"));
        if (detail.RequestBody.Length > 0)
        {
            lines.Add(Body(detail));
        }

        return string.Join(" \\\n  ", lines);
    }

    /// <summary>Any text as one word of a POSIX shell.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Body(ExchangeDetail detail)
    {
        var bytes = detail.RequestBody.Span;
        var whole = detail.Row.RequestBytes == bytes.Length;
        if (whole && bytes.Length <= LongestInline && !bytes.Contains((byte)0) && System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return "--data-raw " + Quote(Encoding.UTF8.GetString(bytes));
        }

        // Too long or not text for a command line: the download of the Request tab, saved under this name.
        return "--data-binary @" + ExchangeDownloads.FileName(
            detail.Row.Id, ExchangeSide.Request, detail.RequestHeaders["Content-Type"], detail.RequestHeaders["Content-Encoding"]);
    }

    private static string PathOf(string path, string? upstreamUrl)
    {
        var prefix = Uri.TryCreate(upstreamUrl, UriKind.Absolute, out var url) ? url.AbsolutePath.TrimEnd('/') : "";
        return prefix.Length > 0 && path.StartsWith(prefix + "/", StringComparison.Ordinal) ? path[prefix.Length..] : path;
    }
}
