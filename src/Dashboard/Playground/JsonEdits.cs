using System.Text;

namespace Observability.Dashboard.Playground;

/// <summary>Changes one value of a JSON text and leaves every other byte of it as it was, white space, escapes and huge numbers included.</summary>
/// <remarks>Places are JSON pointers (RFC 6901). The text must be JSON; a place that is not there changes nothing unless it says so.</remarks>
internal static class JsonEdits
{
    /// <summary>Puts <paramref name="value"/>, a JSON text, in the place of what is there.</summary>
    public static ReadOnlyMemory<byte> Replace(ReadOnlyMemory<byte> json, string place, string value) =>
        JsonSpan.Find(json.Span, place) is { } found ? Splice(json, found.Start, found.End, value) : json;

    /// <summary>Puts <paramref name="value"/> at a member of an object; the member, and the objects it is in, are made where they are missing.</summary>
    public static ReadOnlyMemory<byte> Set(ReadOnlyMemory<byte> json, string place, string value)
    {
        if (JsonSpan.Find(json.Span, place) is { } found)
        {
            return Splice(json, found.Start, found.End, value);
        }

        var (parent, name) = JsonPlace.Split(place);
        if (JsonSpan.Find(json.Span, parent) is not { } container)
        {
            return Set(json, parent, $"{{{JsonPlace.Quote(name)}:{value}}}");
        }

        if (!container.IsObject)
        {
            return json;
        }

        var children = JsonSpan.ChildrenOf(json.Span, container);
        var colon = children.Count > 0 ? GapAfterColon(json.Span, children[0]) : "";
        return Insert(json, container, children, children.Count, $"{JsonPlace.Quote(name)}:{colon}{value}");
    }

    /// <summary>Puts <paramref name="value"/> into an array before the element that is now at <paramref name="index"/>; at its end where there is none.</summary>
    public static ReadOnlyMemory<byte> Insert(ReadOnlyMemory<byte> json, string place, int index, string value)
    {
        if (JsonSpan.Find(json.Span, place) is not { IsArray: true } container)
        {
            return json;
        }

        var children = JsonSpan.ChildrenOf(json.Span, container);
        return Insert(json, container, children, Math.Min(index, children.Count), value);
    }

    /// <summary>Takes a member or an element out, with its comma.</summary>
    public static ReadOnlyMemory<byte> Remove(ReadOnlyMemory<byte> json, string place)
    {
        if (place.Length == 0 || JsonSpan.Find(json.Span, place) is not { } found || JsonSpan.Find(json.Span, JsonPlace.Split(place).Parent) is not { } container)
        {
            return json;
        }

        var children = JsonSpan.ChildrenOf(json.Span, container);
        var at = children.FindIndex(c => c.Value.Start == found.Start);
        var (start, end) = at < children.Count - 1 ? (children[at].Start, children[at + 1].Start)
            : at > 0 ? (children[at - 1].Value.End, children[at].Value.End)
            : (children[at].Start, children[at].Value.End);
        return Splice(json, start, end, "");
    }

    /// <summary>Lets two elements of an array change places.</summary>
    public static ReadOnlyMemory<byte> Swap(ReadOnlyMemory<byte> json, string array, int one, int other)
    {
        var (first, second) = one < other ? (one, other) : (other, one);
        if (JsonSpan.Find(json.Span, JsonPlace.Under(array, first)) is not { } a || JsonSpan.Find(json.Span, JsonPlace.Under(array, second)) is not { } b || first == second)
        {
            return json;
        }

        var text = json.Span;
        return (byte[])[.. text[..a.Start], .. text[b.Start..b.End], .. text[a.End..b.Start], .. text[a.Start..a.End], .. text[b.End..]];
    }

    // Between siblings goes the white space that is between the others.
    private static ReadOnlyMemory<byte> Insert(ReadOnlyMemory<byte> json, JsonSpan container, List<JsonChild> children, int index, string value)
    {
        if (children.Count == 0)
        {
            return Splice(json, container.Start + 1, container.End - 1, value);
        }

        var text = json.Span;
        var gap = children.Count > 1 ? Blanks(text, children[0].Value.End + 1, children[1].Start) : Blanks(text, container.Start + 1, children[0].Start);
        return index == 0
            ? Splice(json, children[0].Start, children[0].Start, $"{value},{gap}")
            : Splice(json, children[index - 1].Value.End, children[index - 1].Value.End, $",{gap}{value}");
    }

    private static string GapAfterColon(ReadOnlySpan<byte> json, JsonChild member)
    {
        var before = json[member.Start..member.Value.Start];
        return Blanks(json, member.Start + before.LastIndexOf((byte)':') + 1, member.Value.Start);
    }

    // Before a comma there may be blanks too, and then it is not where it is looked for.
    private static string Blanks(ReadOnlySpan<byte> json, int start, int end) => Encoding.UTF8.GetString(json[Math.Min(start, end)..end]).TrimStart(',') is var gap
        && gap.AsSpan().IndexOfAnyExcept(" \t\r\n") < 0 ? gap : "";

    private static ReadOnlyMemory<byte> Splice(ReadOnlyMemory<byte> json, int start, int end, string value)
    {
        var text = json.Span;
        return (byte[])[.. text[..start], .. Encoding.UTF8.GetBytes(value), .. text[end..]];
    }
}
