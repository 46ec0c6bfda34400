using System.Globalization;
using System.Text.Json;

namespace Observability.Dashboard.Playground;

/// <summary>Where a value stands in a JSON text.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="End">The byte behind its last.</param>
/// <param name="First">Its first character: what it is.</param>
internal readonly record struct JsonSpan(int Start, int End, byte First)
{
    /// <summary>Deepest nesting that is edited.</summary>
    public const int MaxDepth = 256;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>Whether it is an object.</summary>
    public bool IsObject => First == '{';

    /// <summary>Whether it is an array.</summary>
    public bool IsArray => First == '[';

    /// <summary>Where the value of a place stands (of members of one name the last, which is the one parsers take); null when it is not there.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static JsonSpan? Find(ReadOnlySpan<byte> json, string place)
    {
        var reader = new Utf8JsonReader(json, Options);
        reader.Read();
        foreach (var step in JsonPlace.Steps(place))
        {
            if (!Enter(ref reader, step))
            {
                return null;
            }
        }

        return Of(json, ref reader);
    }

    /// <summary>The members or elements of a value.</summary>
    public static List<JsonChild> ChildrenOf(ReadOnlySpan<byte> json, JsonSpan container)
    {
        var children = new List<JsonChild>();
        var reader = new Utf8JsonReader(json[container.Start..container.End], Options);
        for (reader.Read(); reader.Read() && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray);)
        {
            var start = container.Start + (int)reader.TokenStartIndex;
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                reader.Read();
            }

            var first = container.Start + (int)reader.TokenStartIndex;
            reader.Skip();
            children.Add(new(start, new(first, container.Start + (int)reader.BytesConsumed, json[first])));
        }

        return children;
    }

    private static JsonSpan Of(ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new(start, (int)reader.BytesConsumed, json[start]);
    }

    private static bool Enter(ref Utf8JsonReader reader, string step) => reader.TokenType switch
    {
        JsonTokenType.StartObject => EnterMember(ref reader, step),
        JsonTokenType.StartArray => int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && EnterElement(ref reader, index),
        _ => false,
    };

    private static bool EnterMember(ref Utf8JsonReader reader, string name)
    {
        var found = false;
        var last = reader;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = reader.ValueTextEquals(name);
            reader.Read();
            if (isIt)
            {
                found = true;
                last = reader;
            }

            reader.Skip();
        }

        reader = last;
        return found;
    }

    private static bool EnterElement(ref Utf8JsonReader reader, int index)
    {
        for (var at = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; at++)
        {
            if (at == index)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }
}

/// <summary>A member or an element of a JSON text.</summary>
/// <param name="Start">Its first byte: of its name, where it has one.</param>
/// <param name="Value">Its value.</param>
internal readonly record struct JsonChild(int Start, JsonSpan Value);
