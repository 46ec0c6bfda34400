namespace Observability.Dashboard.Bodies;

/// <summary>What a JSON value is.</summary>
public enum JsonKind
{
    /// <summary>An object.</summary>
    Members,

    /// <summary>An array.</summary>
    Items,

    /// <summary>A string.</summary>
    Text,

    /// <summary>A number, true, false, null, or what is no JSON.</summary>
    Literal,
}

/// <summary>One value of a JSON tree, without what is below it.</summary>
/// <param name="Name">Its name in its object; null in an array.</param>
/// <param name="Index">Its number in its container, from 0.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Value">A string without its escapes, or a literal as written; empty for objects and arrays. Only the beginning where <paramref name="IsCut"/>.</param>
/// <param name="Offset">Where it begins in the decoded body, bytes.</param>
/// <param name="Length">Its bytes; up to the end of the body where the body was cut inside it.</param>
/// <param name="Items">Values directly in it; 0 for what is no container.</param>
/// <param name="IsCut">Whether <paramref name="Value"/> is only its beginning.</param>
public sealed record JsonNode(string? Name, long Index, JsonKind Kind, string Value, long Offset, long Length, long Items, bool IsCut)
{
    /// <summary>Whether there is something below it.</summary>
    public bool IsContainer => Kind is JsonKind.Members or JsonKind.Items;
}

/// <summary>Where the rest of a container goes on.</summary>
/// <param name="Offset">Byte to read on from.</param>
/// <param name="Index">Number of the next value.</param>
/// <param name="InObject">Whether its container is an object.</param>
public sealed record JsonPlace(long Offset, long Index, bool InObject);
