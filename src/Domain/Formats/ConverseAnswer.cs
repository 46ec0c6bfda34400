using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Gathers an answer of Bedrock's Converse, or one of Nova's own, which is the same with each event in an object of its name.</summary>
internal sealed class ConverseAnswer
{
    private readonly BlockDrafts _blocks = new();
    private IReadOnlyList<ContentPart>? _content;
    private string _role = "assistant";
    private string? _stopReason;
    private Usage? _usage;
    private ProviderTimings? _timings;
    private string? _tier;
    private StatedCost? _cost;

    /// <summary>Whether the answer said that it is at its end.</summary>
    public bool HasEnded => _stopReason is not null;

    /// <summary>Whether <paramref name="root"/> is an answer of this kind, or has an event in it.</summary>
    public static bool Knows(JsonElement root) => (root.Member("contentBlockDelta"u8) ?? root.Member("contentBlockStart"u8) ?? root.Member("contentBlockStop"u8)
        ?? root.Member("messageStart"u8) ?? root.Member("messageStop"u8) ?? root.Member("metadata"u8) ?? root.Member("output"u8)?.Member("message"u8)) is not null;

    /// <summary>Adds a whole answer, or an object with events in it; what that brought.</summary>
    public Generated Add(JsonElement root)
    {
        var brought = Generated.Nothing;
        if (root.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in root.EnumerateObject())
            {
                brought |= Add(JsonElements.NameOf(member), member.Value);
            }
        }

        return brought;
    }

    /// <summary>Adds an event, or a member of a whole answer; what that brought.</summary>
    public Generated Add(string name, JsonElement value)
    {
        switch (name)
        {
            case "contentBlockDelta":
                return value.Member("delta"u8) is { } delta ? AddDelta(BlockOf(value), delta) : Generated.Nothing;
            case "contentBlockStart":
                return value.Member("start"u8)?.Member("toolUse"u8) is { } call
                    ? BlockOf(value).Open(ConverseBlocks.ToolCall(call) with { Arguments = "{}" })
                    : Generated.Nothing;
            case "contentBlockStop":
                BlockOf(value).IsClosed = true;
                break;
            case "messageStart":
                _role = value.Text("role"u8) ?? _role;
                break;
            case "messageStop":
                _stopReason = value.Text("stopReason"u8) ?? _stopReason;
                break;
            case "metadata":
                Add(value);
                break;
            case "output" when value.Member("message"u8) is { } message:
                _role = message.Text("role"u8) ?? _role;
                _content = message.Member("content"u8) is { } content ? ConverseBlocks.Of(content) : _content;
                break;
            case "stopReason":
                _stopReason = value.AsText() ?? _stopReason;
                break;
            case "usage":
                _usage = BedrockUsage.Of(value) ?? _usage;
                _cost = StatedCosts.In(value) ?? _cost;
                break;
            case "metrics":
                _timings = BedrockUsage.TimingsOf(value) ?? _timings;
                break;
            case "serviceTier":
                _tier = value.Text("type"u8) ?? _tier;
                break;
        }

        return Generated.Nothing;
    }

    /// <summary>Adds what was gathered to a reading.</summary>
    public Reading Complete(Reading reading) => reading with
    {
        Output = Parts() is { Count: > 0 } parts ? [new(_role, parts)] : [],
        FinishReason = _stopReason,
        Usage = _usage,
        ServiceTier = _tier,
        StatedCost = _cost,
        ProviderTimings = _timings,
    };

    private IReadOnlyList<ContentPart> Parts() => _blocks.IsEmpty && _content is not null ? MessageParts.Of(_content) : _blocks.Parts();

    private BlockDraft BlockOf(JsonElement value) => _blocks.At(value.Count("contentBlockIndex"u8) ?? 0);

    private static Generated AddDelta(BlockDraft block, JsonElement delta)
    {
        if (delta.Text("text"u8) is { } text)
        {
            return block.AddText(text);
        }

        if (delta.Member("toolUse"u8) is { } call)
        {
            return block.AddArguments(call.Text("input"u8));
        }

        if (delta.Member("reasoningContent"u8) is { } reasoning)
        {
            return block.AddReasoning(reasoning.Text("text"u8));
        }

        if (delta.Member("citation"u8) is { } citation)
        {
            block.Add(ConverseBlocks.Citation(citation));
        }

        return Generated.Nothing;
    }
}
