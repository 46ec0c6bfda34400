using System.Text;

namespace Observability.Domain.Formats.Wire;

/// <summary>One field of a <c>multipart/form-data</c> body.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="FileName">The file's name; null when the field is not a file.</param>
/// <param name="ContentType">Its media type; null when not said.</param>
/// <param name="Bytes">Its value: a part of the body, not a copy.</param>
internal readonly record struct FormField(string Name, string? FileName, string? ContentType, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The value as text.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes.Span);
}

/// <summary>Reads a <c>multipart/form-data</c> body (RFC 7578) without copying its files. Never throws; takes time proportional to the body.</summary>
internal static class MultipartForm
{
    private const int MaxFields = 1_000;
    private const int MaxHeaders = 16 << 10;

    /// <summary>The fields in order; null when the content type is not that of a form.</summary>
    /// <param name="contentType">The request's content type, which names the boundary.</param>
    /// <param name="body">The body, possibly cut.</param>
    /// <param name="whole">Whether the form's end was there.</param>
    public static IReadOnlyList<FormField>? Read(string? contentType, ReadOnlyMemory<byte> body, out bool whole)
    {
        whole = false;
        if (BoundaryIn(contentType) is not { } boundary)
        {
            return null;
        }

        var delimiter = Encoding.UTF8.GetBytes("--" + boundary);
        var fields = new List<FormField>();
        var at = body.Span.IndexOf(delimiter);
        while (at >= 0 && fields.Count < MaxFields)
        {
            var start = at + delimiter.Length;
            if (body.Span[start..].StartsWith("--"u8))
            {
                whole = true;
                break;
            }

            var length = body.Span[start..].IndexOf(delimiter);
            var part = length < 0 ? body[start..] : body.Slice(start, length);
            if (FieldIn(part, ended: length >= 0) is { } field)
            {
                fields.Add(field);
            }

            at = length < 0 ? -1 : start + length;
        }

        return fields;
    }

    private static string? BoundaryIn(string? contentType) =>
        contentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true
        && ParameterIn(contentType, "boundary") is { Length: > 0 and <= 200 } boundary
            ? boundary
            : null;

    // The line end after the delimiter, headers, an empty line, the value, and the line end before the next delimiter.
    private static FormField? FieldIn(ReadOnlyMemory<byte> part, bool ended)
    {
        var gap = part.Span.IndexOf("\r\n\r\n"u8);
        if (gap is < 0 or > MaxHeaders)
        {
            return null;
        }

        string? name = null, fileName = null, type = null;
        foreach (var line in Encoding.UTF8.GetString(part.Span[..gap]).Split("\r\n"))
        {
            if (line.StartsWith("content-disposition:", StringComparison.OrdinalIgnoreCase))
            {
                name = ParameterIn(line, "name");
                fileName = ParameterIn(line, "filename");
            }
            else if (line.StartsWith("content-type:", StringComparison.OrdinalIgnoreCase))
            {
                type = line["content-type:".Length..].Trim();
            }
        }

        var value = part[(gap + 4)..];
        value = ended && value.Span.EndsWith("\r\n"u8) ? value[..^2] : value;
        return name is null ? null : new(name, fileName, type, value);
    }

    private static string? ParameterIn(string header, string name)
    {
        foreach (var parameter in header.Split(';'))
        {
            var pair = parameter.Split('=', 2);
            if (pair.Length == 2 && pair[0].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return pair[1].Trim().Trim('"');
            }
        }

        return null;
    }
}
