namespace Observability.Domain.Redaction;

/// <summary>Takes a body apart into the texts in it: an event stream, JSON (one document or many), or plain text.</summary>
internal static class BodyFragments
{
    // Of events whose data is no JSON: their texts are one text.
    private const ulong PlainData = 2;

    /// <summary>Adds what is in <paramref name="body"/>. False: it is nested too deep to be read.</summary>
    /// <param name="body">Valid UTF-8.</param>
    /// <param name="texts">Gets its texts.</param>
    /// <param name="numbers">Gets the long whole numbers of its JSON.</param>
    public static bool TryRead(ReadOnlySpan<byte> body, List<Fragment> texts, List<Range> numbers)
    {
        var json = new JsonFragments(texts, numbers);
        var start = body.StartsWith("\uFEFF"u8) ? 3 : 0;
        return IsEventStream(body[start..]) ? TryReadEvents(body, start, json, texts) : TryReadPart(body, start, body.Length, json, texts, 0);
    }

    // By what it is, whatever its head says.
    private static bool IsEventStream(ReadOnlySpan<byte> body)
    {
        var text = body.TrimStart(" \r\n\t"u8);
        return text.StartsWith("data:"u8) || text.StartsWith("event:"u8) || text.StartsWith("id:"u8) || text.StartsWith("retry:"u8) || text.StartsWith(":"u8);
    }

    private static bool TryReadEvents(ReadOnlySpan<byte> body, int start, JsonFragments json, List<Fragment> texts)
    {
        for (var at = start; at < body.Length;)
        {
            var length = body[at..].IndexOfAny((byte)'\n', (byte)'\r');
            var end = length < 0 ? body.Length : at + length;
            var isData = body[at..end].StartsWith("data:"u8);
            if (!TryReadPart(body, isData ? at + 5 : at, end, json, texts, isData ? PlainData : 0))
            {
                return false;
            }

            at = end + 1;
        }

        return true;
    }

    private static bool TryReadPart(ReadOnlySpan<byte> body, int start, int end, JsonFragments json, List<Fragment> texts, ulong plain)
    {
        while (start < end && body[start] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            start++;
        }

        if (start == end)
        {
            return true;
        }

        var isJson = body[start] is (byte)'{' or (byte)'[' or (byte)'"' ? json.Read(body, start, end) : false;
        if (isJson == false)
        {
            texts.Add(new(plain, start, end - start, IsEscaped: false));
        }

        return isJson is not null;
    }
}
