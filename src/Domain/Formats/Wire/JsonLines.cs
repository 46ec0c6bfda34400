namespace Observability.Domain.Formats.Wire;

/// <summary>Reads an NDJSON body: one document a line. Blank lines are skipped; never throws; takes time proportional to the body.</summary>
internal static class JsonLines
{
    /// <summary>The lines in order, without their line ends. A last line without one is there too, not <see cref="Frame.Ended"/>.</summary>
    /// <remarks>Each is found when it is asked for: of tiny ones a list would be many times as large as the body.</remarks>
    public static IEnumerable<Frame> Read(ReadOnlyMemory<byte> body)
    {
        var at = 0;
        while (at < body.Length)
        {
            var length = body.Span[at..].IndexOf((byte)'\n');
            var end = length < 0 ? body.Length : at + length + 1;
            var line = body[at..(length < 0 ? end : end - 1)];
            if (!line.Span.Trim(" \t\r"u8).IsEmpty)
            {
                yield return new("message", line, "", at, end, length >= 0);
            }

            at = end;
        }
    }
}
