namespace Observability.Domain.Formats;

/// <summary>One piece of a message. Open-ended: what no format knows is <see cref="UnknownPart"/> with its JSON.</summary>
public abstract record ContentPart;

/// <summary>Plain text.</summary>
/// <param name="Text">The text; lone surrogates and invalid UTF-8 are U+FFFD.</param>
public sealed record TextPart(string Text) : ContentPart;

/// <summary>Text of the model's reasoning.</summary>
/// <param name="Text">The text.</param>
public sealed record ReasoningPart(string Text) : ContentPart;

/// <summary>The model declined, in a field of its own.</summary>
/// <param name="Text">What it said.</param>
public sealed record RefusalPart(string Text) : ContentPart;

/// <summary>An image, audio clip or file, by reference: its bytes stay in the raw body.</summary>
/// <param name="Kind"><c>image</c>, <c>audio</c> or <c>file</c>.</param>
/// <param name="MediaType">Such as <c>image/png</c>; null when not said.</param>
/// <param name="Url">Where it is; null when its bytes are inline.</param>
/// <param name="InlineBytes">Length in bytes of the decoded inline content; null when it is a reference.</param>
public sealed record MediaPart(string Kind, string? MediaType, string? Url, long? InlineBytes) : ContentPart;

/// <summary>The model asks for a tool.</summary>
/// <param name="Id">The call's id; null when the format has none.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">Arguments as the model wrote them, usually JSON; assembled from fragments in a stream.</param>
public sealed record ToolCallPart(string? Id, string Name, string Arguments) : ContentPart
{
    /// <summary>Whether the provider runs the tool itself (a web search, code): the client has nothing to answer.</summary>
    public bool ByProvider { get; init; }
}

/// <summary>What a tool answered.</summary>
/// <param name="CallId">The call it answers; null when the format does not say.</param>
/// <param name="Text">The answer.</param>
public sealed record ToolResultPart(string? CallId, string Text) : ContentPart;

/// <summary>A source the answer names.</summary>
/// <param name="Title">Its title; null when not said.</param>
/// <param name="Url">Its address or the id of the document; null when not said.</param>
/// <param name="Text">The words cited or the words they support; null when not said.</param>
public sealed record CitationPart(string? Title, string? Url, string? Text) : ContentPart;

/// <summary>Embedding vectors, by their number: the numbers themselves stay in the raw body.</summary>
/// <param name="Count">How many vectors.</param>
/// <param name="Dimensions">Numbers in each; null when it cannot be told.</param>
public sealed record VectorsPart(int Count, int? Dimensions) : ContentPart;

/// <summary>A part no format knows.</summary>
/// <param name="Json">Its JSON, as sent.</param>
public sealed record UnknownPart(string Json) : ContentPart;
