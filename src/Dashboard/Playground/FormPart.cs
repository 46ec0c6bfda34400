namespace Observability.Dashboard.Playground;

/// <summary>What a part of a message is.</summary>
public enum PartKind
{
    /// <summary>Something said.</summary>
    Text,

    /// <summary>An image.</summary>
    Image,

    /// <summary>A call of a tool.</summary>
    ToolCall,

    /// <summary>What a tool said.</summary>
    ToolResult,

    /// <summary>Anything else, shown as JSON.</summary>
    Other,
}

/// <summary>A part of a message.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Place">What is taken out with it; null = it cannot be without its message.</param>
/// <param name="Fields">Its values, the one that matters most first.</param>
public sealed record FormPart(PartKind Kind, string? Place, IReadOnlyList<FormField> Fields);

/// <summary>A message.</summary>
/// <param name="Place">Where it is.</param>
/// <param name="Title">What stands for its role where it has none to choose, such as the type of an item; null = <paramref name="Role"/> says it.</param>
/// <param name="Role">Who speaks; null = that cannot be chosen.</param>
/// <param name="Parts">What it says.</param>
public sealed record FormMessage(string Place, string? Title, FormField? Role, IReadOnlyList<FormPart> Parts)
{
    /// <summary>Whether it can be taken out and moved.</summary>
    public bool IsFree { get; init; }

    /// <summary>Its other members, as JSON.</summary>
    public IReadOnlyList<FormField> More { get; init; } = [];

    /// <summary>Which parts it may be given.</summary>
    public IReadOnlyList<PartKind> MayAdd { get; init; } = [];
}
