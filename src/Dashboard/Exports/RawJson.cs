using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Observability.Dashboard.Exports;

/// <summary>A stranger's JSON on one line, letter by letter as it was sent but for the white space between its parts: numbers, escapes and doubled names stay.</summary>
/// <param name="line">The JSON.</param>
[JsonConverter(typeof(RawJsonConverter))]
internal sealed class RawJson(ReadOnlyMemory<byte> line)
{
    private const int MaxDepth = 512;

    private static readonly SearchValues<byte> Blank = SearchValues.Create(" \t\r\n"u8);

    /// <summary>The JSON, without a line break.</summary>
    public ReadOnlyMemory<byte> Line { get; } = line;

    /// <summary>The one JSON value that <paramref name="utf8"/> is; null when it is none, or more than one.</summary>
    public static RawJson? Of(ReadOnlySpan<byte> utf8)
    {
        utf8 = utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
        return Utf8.IsValid(utf8) && IsOneValue(utf8) ? new(OnOneLine(utf8)) : null;
    }

    private static bool IsOneValue(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
            var any = false;
            while (reader.Read())
            {
                any = true;
            }

            return any;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // Within a string a line break is always escaped, so that only blanks outside of strings are to be left out.
    private static byte[] OnOneLine(ReadOnlySpan<byte> json)
    {
        var (line, length, quoted) = (new byte[json.Length], 0, false);
        for (var i = 0; i < json.Length; i++)
        {
            if (!quoted && Blank.Contains(json[i]))
            {
                continue;
            }

            line[length++] = json[i];
            if (json[i] == '"')
            {
                quoted = !quoted;
            }
            else if (json[i] == '\\')
            {
                line[length++] = json[++i];
            }
        }

        return line.AsSpan(0, length).ToArray();
    }
}

/// <summary>Writes it as it is.</summary>
internal sealed class RawJsonConverter : JsonConverter<RawJson>
{
    public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("It is only written.");

    public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) => writer.WriteRawValue(value.Line.Span, skipInputValidation: true);
}
