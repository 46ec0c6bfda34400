using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Observability.Domain.Formats.Wire;

/// <summary>Looks into JSON without ever throwing: what is missing, null or of another kind is null; damaged text is U+FFFD where it is damaged.</summary>
internal static class JsonElements
{
    // No answer counts as much; and the sums of all counts in the largest body stay far from the end of 64 bits.
    private const long MostCounted = 1_000_000_000_000;

    private static readonly JsonElement EmptyArray = JsonDocument.Parse("[]").RootElement.Clone();

    /// <summary>The member called <paramref name="name"/> (the last one when it is there twice), or null when it is missing or JSON null.</summary>
    public static JsonElement? Member(this JsonElement element, ReadOnlySpan<byte> name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var found) && found.ValueKind != JsonValueKind.Null ? found : null;

    /// <summary>The text of a string member; null when it is not a string.</summary>
    public static string? Text(this JsonElement element, ReadOnlySpan<byte> name) => element.Member(name)?.AsText();

    /// <summary>The text of a string member; <paramref name="known"/> when there is none or it is empty. Makes no new string of a text that is <paramref name="known"/>.</summary>
    public static string? TextOr(this JsonElement element, ReadOnlySpan<byte> name, string? known)
    {
        if (element.Member(name) is not { ValueKind: JsonValueKind.String } member)
        {
            return known;
        }

        var raw = JsonMarshal.GetRawUtf8Value(member)[1..^1];
        return raw.IsEmpty || (known is not null && Ascii.Equals(raw, known)) ? known : member.AsText();
    }

    /// <summary>Whether a string member is exactly <paramref name="text"/>.</summary>
    public static bool Says(this JsonElement element, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } member && JsonMarshal.GetRawUtf8Value(member)[1..^1].SequenceEqual(text);

    /// <summary>The text of a string; null for anything else.</summary>
    public static string? AsText(this JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        // The parser lets invalid UTF-8 through and throws when it is asked for.
        var raw = JsonMarshal.GetRawUtf8Value(element)[1..^1];
        return Utf8.IsValid(raw) ? element.GetString() : JsonEscapes.Undo(raw);
    }

    /// <summary>The text of a string or the digits of a number; null for anything else. For codes, which are both.</summary>
    public static string? Word(this JsonElement element, ReadOnlySpan<byte> name) => element.Member(name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.AsText(),
        { ValueKind: JsonValueKind.Number } number => number.AsJson(),
        _ => null,
    };

    /// <summary>A count: a whole number from zero to a trillion; null when it is anything else.</summary>
    public static long? Count(this JsonElement element, ReadOnlySpan<byte> name)
    {
        if (element.Member(name) is not { ValueKind: JsonValueKind.Number } number)
        {
            return null;
        }

        if (number.TryGetInt64(out var count))
        {
            return count is >= 0 and <= MostCounted ? count : null;
        }

        // 12.0 is a count too.
        return number.TryGetDecimal(out var value) && value >= 0 && value == decimal.Truncate(value) && value <= MostCounted ? (long)value : null;
    }

    /// <summary>A number; null when it is something else or too large for a decimal.</summary>
    public static decimal? Number(this JsonElement element, ReadOnlySpan<byte> name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDecimal(out var value) ? value : null;

    /// <summary>A boolean; null when it is something else.</summary>
    public static bool? Flag(this JsonElement element, ReadOnlySpan<byte> name) => element.Member(name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>The elements of an array member; none when it is not an array.</summary>
    public static JsonElement.ArrayEnumerator Items(this JsonElement element, ReadOnlySpan<byte> name) =>
        (element.Member(name) is { ValueKind: JsonValueKind.Array } array ? array : EmptyArray).EnumerateArray();

    /// <summary>The JSON as sent.</summary>
    public static string AsJson(this JsonElement element) => Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(element));

    /// <summary>A property's name.</summary>
    public static string NameOf(JsonProperty property) => JsonEscapes.Undo(JsonMarshal.GetRawUtf8PropertyName(property));
}
