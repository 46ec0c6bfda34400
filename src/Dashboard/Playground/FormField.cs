using Observability.Dashboard.Exchanges;

namespace Observability.Dashboard.Playground;

/// <summary>How a value of a body is edited.</summary>
public enum FieldKind
{
    /// <summary>A text over several lines.</summary>
    Text,

    /// <summary>A text of one line.</summary>
    Line,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>A number.</summary>
    Number,

    /// <summary>Yes or no.</summary>
    Boolean,

    /// <summary>One of a few words.</summary>
    Choice,

    /// <summary>Any JSON.</summary>
    Json,

    /// <summary>An image: by address or as a data URI.</summary>
    Image,
}

/// <summary>How an API writes an image.</summary>
public enum ImageShape
{
    /// <summary>A string: an address or a data URI.</summary>
    Address,

    /// <summary>A string: bare base64. Ollama's.</summary>
    Base64,

    /// <summary>An object that names its type: Anthropic's <c>source</c>.</summary>
    Source,

    /// <summary>One of two members of a part: Gemini's <c>inlineData</c> and <c>fileData</c>.</summary>
    Part,
}

/// <summary>One value of a body, as a form shows it.</summary>
/// <param name="Name">The provider's own name of it.</param>
/// <param name="Place">Where it is, or would be: a JSON pointer.</param>
/// <param name="Kind">How it is edited. What does not fit its kind is shown as JSON.</param>
/// <param name="Value">What it says; the JSON as it stands for <see cref="FieldKind.Json"/>; null = it is not in the body.</param>
public sealed record FormField(string Name, string Place, FieldKind Kind, string? Value)
{
    /// <summary>Whether an empty value takes it out of the body.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Whether the text is itself JSON, as arguments of a tool call are.</summary>
    public bool HoldsJson { get; init; }

    /// <summary>The least the provider documents; null = none. It is said, not enforced: that is the provider's.</summary>
    public decimal? Min { get; init; }

    /// <summary>The most the provider documents; null = none.</summary>
    public decimal? Max { get; init; }

    /// <summary>The words the provider documents.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>How an image is written.</summary>
    public ImageShape Shape { get; init; }

    /// <summary>Whether it is one of the few that most look for.</summary>
    public bool IsCommon { get; init; }

    /// <summary>What the field shows: JSON is laid out.</summary>
    public string Shown => Kind == FieldKind.Json && Value is { } json ? JsonText.Indent(json) : Value ?? "";
}
