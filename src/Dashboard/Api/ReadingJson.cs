using System.Text.Json;
using Observability.Domain.Formats;

namespace Observability.Dashboard.Api;

/// <summary>What a format understood of an exchange.</summary>
/// <param name="reading">The reading.</param>
internal sealed class ReadingJson(Reading reading)
{
    /// <summary>The messages of the request, oldest first, then those of the answer.</summary>
    public IReadOnlyList<MessageJson> Messages { get; } =
    [
        .. reading.Input.Select(m => new MessageJson("input", m.Role, [.. m.Parts.Select(PartJson.Of)])),
        .. reading.Output.Select(m => new MessageJson("output", m.Role, [.. m.Parts.Select(PartJson.Of)])),
    ];

    /// <summary>The tools the model asked for, in order.</summary>
    public IReadOnlyList<PartJson> ToolCalls { get; } = [.. reading.Output.SelectMany(m => m.Parts).OfType<ToolCallPart>().Select(PartJson.Of)];

    public IReadOnlyList<string> ToolsOffered { get; } = reading.ToolsOffered;

    /// <summary>Parameters of the request with their JSON values, in the order sent.</summary>
    public IReadOnlyList<ParameterJson> Parameters { get; } = [.. reading.Parameters.Select(p => new ParameterJson(p.Key, p.Value))];

    public string? FinishReason { get; } = reading.FinishReason;

    public string? Error { get; } = reading.Error;

    public string? ErrorCode { get; } = reading.ErrorCode;

    /// <summary>Whether the answer ended as its format says one ends; null where it does not say.</summary>
    public bool? Complete { get; } = reading.Complete;

    /// <summary>The tier the provider says it served the call in, as it spells it.</summary>
    public string? ServiceTier { get; } = reading.ServiceTier;

    /// <summary>The sources the answer names, in order.</summary>
    public IReadOnlyList<PartJson> Citations { get; } = [.. reading.Output.SelectMany(m => m.Parts).OfType<CitationPart>().Select(PartJson.Of)];

    /// <summary>What was retrieved for the answer, in order.</summary>
    public IReadOnlyList<RetrievedSource> Sources { get; } = reading.Sources;

    public ProviderTimingsJson? ProviderTimings { get; } = reading.ProviderTimings is { } timings
        ? new(
            Milliseconds(timings.Queue), Milliseconds(timings.Load), Milliseconds(timings.Prefill), Milliseconds(timings.Decode),
            Milliseconds(timings.FirstToken), Milliseconds(timings.Total))
        : null;

    /// <summary>Headers of the answer that speak of limits, as sent.</summary>
    public IReadOnlyList<HeaderJson> RateLimits { get; } = [.. reading.RateLimits.Select(l => new HeaderJson(l.Key, l.Value))];

    /// <summary>What could not be understood, in words.</summary>
    public IReadOnlyList<string> Notes { get; } = reading.Notes;

    private static decimal? Milliseconds(TimeSpan? span) => (decimal?)span?.TotalMicroseconds / 1000m;
}

/// <summary>One message.</summary>
/// <param name="Direction"><c>input</c> or <c>output</c>.</param>
/// <param name="Role">As the provider spells it.</param>
/// <param name="Parts">Its content, in order.</param>
internal sealed record MessageJson(string Direction, string Role, IReadOnlyList<PartJson> Parts);

/// <summary>One parameter of the request.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its JSON, as text.</param>
internal sealed record ParameterJson(string Name, string Value);

/// <summary>What a provider or a local engine says of its own work, milliseconds.</summary>
internal sealed record ProviderTimingsJson(
    decimal? QueueMs, decimal? LoadMs, decimal? PrefillMs, decimal? DecodeMs, decimal? FirstTokenMs, decimal? TotalMs);

/// <summary>One piece of a message: <c>type</c> says which of the other fields there are.</summary>
/// <param name="Type"><c>text</c>, <c>reasoning</c>, <c>refusal</c>, <c>image</c>, <c>audio</c>, <c>file</c>, <c>tool_call</c>, <c>tool_result</c>, <c>citation</c>, <c>vectors</c> or <c>unknown</c>.</param>
/// <param name="Text">Text of it; of an unknown part, its JSON.</param>
/// <param name="Id">Id of the tool call it is or answers.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">Arguments as the model wrote them.</param>
/// <param name="MediaType">Such as <c>image/png</c>.</param>
/// <param name="Url">Where the media or the source is; null when it is inline in the body or not said.</param>
/// <param name="InlineBytes">Length of the inline media.</param>
/// <param name="Title">Title of a source.</param>
/// <param name="Count">How many vectors.</param>
/// <param name="Dimensions">Numbers in each of them.</param>
internal sealed record PartJson(
    string Type, string? Text = null, string? Id = null, string? Name = null, string? Arguments = null,
    string? MediaType = null, string? Url = null, long? InlineBytes = null, string? Title = null, int? Count = null, int? Dimensions = null)
{
    public static PartJson Of(ContentPart part) => part switch
    {
        TextPart text => new("text", text.Text),
        ReasoningPart reasoning => new("reasoning", reasoning.Text),
        RefusalPart refusal => new("refusal", refusal.Text),
        MediaPart media => new(media.Kind, MediaType: media.MediaType, Url: media.Url, InlineBytes: media.InlineBytes),
        ToolCallPart call => new("tool_call", Id: call.Id, Name: call.Name, Arguments: call.Arguments),
        ToolResultPart result => new("tool_result", result.Text, Id: result.CallId),
        CitationPart source => new("citation", source.Text, Title: source.Title, Url: source.Url),
        VectorsPart vectors => new("vectors", Count: vectors.Count, Dimensions: vectors.Dimensions),
        UnknownPart unknown => new("unknown", unknown.Json),
        _ => new("unknown", JsonSerializer.Serialize(part, part.GetType())),
    };
}
