using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Gathers an answer of Anthropic's messages from its events, or from the one object of a plain body.</summary>
/// <remarks>Also inside Bedrock's and Vertex AI's framings.</remarks>
internal sealed class AnthropicAnswer
{
    private readonly BlockDrafts _blocks = new();
    private readonly AnthropicUsage _usage = new();
    private IReadOnlyList<ContentPart>? _content;
    private string _role = "assistant";
    private string? _model;
    private string? _id;
    private string? _stopReason;
    private bool _stopped;
    private StatedCost? _cost;

    /// <summary>Whether the answer said that it is at its end.</summary>
    public bool HasEnded => _stopped || _stopReason is not null;

    /// <summary>Whether <paramref name="root"/> is a message or an event of this API.</summary>
    public static bool Knows(JsonElement root) => root.Text("type"u8) is "message" or "ping"
        or "message_start" or "content_block_start" or "content_block_delta" or "content_block_stop" or "message_delta" or "message_stop";

    /// <summary>Adds an event or a whole message; what it brought.</summary>
    public Generated Add(JsonElement root)
    {
        switch (root.Text("type"u8))
        {
            case "content_block_delta":
                return root.Member("delta"u8) is { } delta ? AddDelta(_blocks.At(root.Count("index"u8) ?? 0), delta) : Generated.Nothing;
            case "content_block_start":
                return root.Member("content_block"u8) is { } start ? Open(_blocks.At(root.Count("index"u8) ?? 0), start) : Generated.Nothing;
            case "content_block_stop":
                _blocks.At(root.Count("index"u8) ?? 0).IsClosed = true;
                return Generated.Nothing;
            case "message_start":
                AddMessage(root.Member("message"u8) ?? default, isStart: true);
                return Generated.Nothing;
            case "message_delta":
                _stopReason = NotEmpty(root.Member("delta"u8)?.Text("stop_reason"u8)) ?? _stopReason;
                AddUsage(root, isStart: false);
                return Generated.Nothing;
            case "message_stop":
                _stopped = true;
                return Generated.Nothing;
            case "message" or null:
                AddMessage(root, isStart: false);
                return Generated.Nothing;
            default:
                return Generated.Nothing;
        }
    }

    /// <summary>Adds what was gathered to a reading.</summary>
    public Reading Complete(Reading reading) => reading with
    {
        ModelServed = _model,
        Output = Message() is { Parts.Count: > 0 } message ? [message] : [],
        FinishReason = _stopReason,
        Usage = _usage.ToUsage(),
        Shares = _usage.ToShares(_model ?? reading.ModelRequested),
        ServiceTier = _usage.ServiceTier,
        StatedCost = _cost,
        ProviderRequestId = _id,
    };

    private Message Message() => new(_role, _blocks.IsEmpty && _content is not null ? MessageParts.Of(_content) : _blocks.Parts());

    private void AddMessage(JsonElement message, bool isStart)
    {
        _model = NotEmpty(message.Text("model"u8)) ?? _model;
        _id ??= NotEmpty(message.Text("id"u8));
        _role = NotEmpty(message.Text("role"u8)) ?? _role;
        _stopReason = NotEmpty(message.Text("stop_reason"u8)) ?? _stopReason;
        _content = message.Member("content"u8) is { } content ? AnthropicBlocks.Of(content) : _content;
        AddUsage(message, isStart);
    }

    private void AddUsage(JsonElement root, bool isStart)
    {
        if (root.Member("usage"u8) is { } usage)
        {
            _usage.Merge(usage, isStart);
            _cost = StatedCosts.In(usage) ?? _cost;
        }
    }

    private static Generated Open(BlockDraft block, JsonElement start)
    {
        // What is streamed starts empty; what comes whole is one part, or a result and its images.
        var brought = Generated.Nothing;
        var parts = AnthropicBlocks.Of(start);
        for (var i = 0; i < parts.Count; i++)
        {
            if (i == 0)
            {
                brought = block.Open(parts[i]);
            }
            else
            {
                block.Add(parts[i]);
            }
        }

        return brought;
    }

    private static Generated AddDelta(BlockDraft block, JsonElement delta)
    {
        switch (delta.Text("type"u8))
        {
            case "text_delta":
                return block.AddText(delta.Text("text"u8));
            case "thinking_delta":
                return block.AddReasoning(delta.Text("thinking"u8));
            case "compaction_delta":
                return block.AddReasoning(delta.Text("content"u8));
            case "input_json_delta":
                return block.AddArguments(delta.Text("partial_json"u8));
            case "citations_delta" when delta.Member("citation"u8) is { } citation:
                block.Add(AnthropicBlocks.Citation(citation));
                return Generated.Nothing;
            default:
                return Generated.Nothing;
        }
    }

    private static string? NotEmpty(string? text) => text is { Length: > 0 } ? text : null;
}
