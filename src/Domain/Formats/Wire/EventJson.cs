using System.Text.Json;

namespace Observability.Domain.Formats.Wire;

/// <summary>Parses the events of one stream, and counts those that are no JSON objects.</summary>
/// <remarks>
/// Not even tried is what does not start as an object, nor anything once very many were damaged: at each the parser throws, which takes
/// a hundred times as long as a sound event, and a stream may have millions.
/// </remarks>
internal sealed class EventJson
{
    private const int MaxDamaged = 1_000;

    private int _damaged;

    /// <summary>How many events so far were no JSON objects.</summary>
    public int NotUnderstood { get; private set; }

    /// <summary>The object of an event; null when it is none.</summary>
    /// <param name="json">The event's payload; must live as long as the document.</param>
    /// <param name="whole">Whether the object was whole; false when only its understood part is there.</param>
    public JsonDocument? Parse(ReadOnlyMemory<byte> json, out bool whole)
    {
        whole = false;
        var isObject = LenientJson.Trim(json).Span is [(byte)'{', ..];
        var document = isObject && _damaged < MaxDamaged ? LenientJson.Parse(json, out whole) : null;
        whole &= document is not null;
        _damaged += isObject && !whole ? 1 : 0;
        NotUnderstood += document is null ? 1 : 0;
        return document;
    }
}
