using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Observability.Dashboard.Replays;

/// <summary>A JSON merge patch (RFC 7396) over the bytes of a JSON object: what it does not name keeps its bytes, spelling of numbers, order and white space included.</summary>
internal static class JsonMergePatch
{
    /// <summary>Deepest nesting that is read.</summary>
    public const int MaxDepth = 512;

    /// <summary>The patched object.</summary>
    /// <param name="json">A JSON object, and white space around it.</param>
    /// <param name="patch">The patch, an object. Of a name that stands twice in the object both members are patched.</param>
    /// <exception cref="JsonException"><paramref name="json"/> is no JSON.</exception>
    public static byte[] Apply(ReadOnlySpan<byte> json, JsonElement patch)
    {
        var to = new ArrayBufferWriter<byte>(json.Length + 256);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        var end = (int)reader.BytesConsumed;
        to.Write(json[..start]);
        Merge(json[start..end], patch, to);
        to.Write(json[end..]);
        return to.WrittenSpan.ToArray();
    }

    private static void Merge(ReadOnlySpan<byte> json, JsonElement patch, ArrayBufferWriter<byte> to)
    {
        var changes = patch.EnumerateObject().ToList();
        var members = MembersOf(json, changes);
        var any = false;
        to.Write("{"u8);
        foreach (var member in members)
        {
            var change = member.Change < 0 ? default(JsonElement?) : changes[member.Change].Value;
            if (change is { ValueKind: JsonValueKind.Null })
            {
                continue;
            }

            Separate(ref any, to);
            to.Write(json[member.From..member.Value]);
            Write(json[member.Value..member.End], change, to);
            to.Write(json[member.End..member.Comma]);
        }

        var first = members.Count > 0 ? members[0] : default;
        foreach (var (added, _) in changes.Select((c, i) => (c, i)).Where(c => c.c.Value.ValueKind != JsonValueKind.Null && members.TrueForAll(m => m.Change != c.i)))
        {
            Separate(ref any, to);
            to.Write(json[first.From..first.Name]);
            WriteName(added.Name, to);
            to.Write(members.Count > 0 ? json[first.Colon..first.Value] : ":"u8);
            WriteWithoutNulls(added.Value, to);
        }

        to.Write(json[(members.Count > 0 ? members[^1].End : 1)..]);
    }

    private static void Write(ReadOnlySpan<byte> before, JsonElement? change, ArrayBufferWriter<byte> to)
    {
        if (change is not { } patch)
        {
            to.Write(before);
        }
        else if (patch.ValueKind == JsonValueKind.Object && before[0] == '{')
        {
            Merge(before, patch, to);
        }
        else
        {
            WriteWithoutNulls(patch, to);
        }
    }

    // Over what is no object, a patch is itself without its nulls.
    private static void WriteWithoutNulls(JsonElement patch, ArrayBufferWriter<byte> to)
    {
        if (patch.ValueKind != JsonValueKind.Object)
        {
            to.Write(JsonMarshal.GetRawUtf8Value(patch));
            return;
        }

        var any = false;
        to.Write("{"u8);
        foreach (var member in patch.EnumerateObject().Where(m => m.Value.ValueKind != JsonValueKind.Null))
        {
            Separate(ref any, to);
            WriteName(member.Name, to);
            to.Write(":"u8);
            WriteWithoutNulls(member.Value, to);
        }

        to.Write("}"u8);
    }

    private static void WriteName(string name, ArrayBufferWriter<byte> to)
    {
        to.Write("\""u8);
        to.Write(JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        to.Write("\""u8);
    }

    private static void Separate(ref bool any, ArrayBufferWriter<byte> to)
    {
        if (any)
        {
            to.Write(","u8);
        }

        any = true;
    }

    private static List<Member> MembersOf(ReadOnlySpan<byte> json, List<JsonProperty> changes)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        var members = new List<Member>();
        var from = 1;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (name, colon, change) = ((int)reader.TokenStartIndex, (int)reader.TokenStartIndex + reader.ValueSpan.Length + 2, ChangeOf(ref reader, changes));
            reader.Read();
            var value = (int)reader.TokenStartIndex;
            reader.Skip();
            var end = (int)reader.BytesConsumed;
            // Behind the last one there is none, and its white space belongs to the object's end.
            var comma = json[end..].TrimStart(" \t\r\n"u8) is [(byte)',', ..] behind ? json.Length - behind.Length : end;
            members.Add(new(from, name, colon, value, end, comma, change));
            from = comma + 1;
        }

        return members;
    }

    private static int ChangeOf(ref Utf8JsonReader reader, List<JsonProperty> changes)
    {
        for (var i = 0; i < changes.Count; i++)
        {
            try
            {
                if (reader.ValueTextEquals(changes[i].Name))
                {
                    return i;
                }
            }
            catch (InvalidOperationException)
            {
                // A name with half a character in it is nobody's.
                return -1;
            }
        }

        return -1;
    }

    // Where a member's white space, name, colon and value begin, where its value and the white space behind it end, and which change names it; -1 = none does.
    private readonly record struct Member(int From, int Name, int Colon, int Value, int End, int Comma, int Change);
}
