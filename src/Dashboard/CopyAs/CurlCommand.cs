namespace Observability.Dashboard.CopyAs;

/// <summary>Prints a captured request as a curl command that sends it again through our ingest. Holds no secret: keys are variables of the shell.</summary>
public static class CurlCommand
{
    // What a shell takes as one word with ease.
    private const int LongestWord = 64 << 10;

    /// <summary>The command, for a POSIX shell.</summary>
    public static string For(SentRequest request)
    {
        var lines = new List<string> { $"curl -N {Quote($"{request.Ingest}/{request.Upstream}/")}\"${SentRequest.KeyVariable}\"{Quote(request.Path)}" };
        if (request.Method != "GET" && !(request.Method == "POST" && request.HasBody))
        {
            lines.Add($"-X {Quote(request.Method)}");
        }

        var (header, before) = request.Credential;
        lines.Add($"-H \"{header}: {before}${SentRequest.CredentialVariable}\"");
        lines.AddRange(request.Sendable.Select(h => $"-H {Quote($"{h.Key}: {h.Value}")}"));
        if (request.HasBody)
        {
            // Too long or not text for a command line: the download of the Request tab, saved under this name.
            lines.Add(request.Text is { Length: <= LongestWord } text ? "--data-raw " + Quote(text) : "--data-binary @" + request.FileName);
        }

        return string.Join(" \\\n  ", lines);
    }

    /// <summary>Any text as one word of a POSIX shell.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
