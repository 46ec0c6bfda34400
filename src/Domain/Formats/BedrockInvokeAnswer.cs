using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Gathers the answer of an invoked model: hands each object to whoever speaks like it, and keeps what Bedrock adds.</summary>
internal sealed class BedrockInvokeAnswer
{
    private readonly AnthropicAnswer _anthropic = new();
    private readonly ConverseAnswer _nova = new();
    private readonly CohereAnswer _cohere = new();
    private readonly TextAnswer _text = new();
    private readonly AnswerDraft _chat = new();
    private readonly OpenAiUsages _chatUsage = new();
    private string? _chatModel;
    private Speaker _speaker;
    private Usage? _counted;
    private ProviderTimings? _timings;
    private bool _guarded;

    private enum Speaker
    {
        Text,
        Anthropic,
        Nova,
        Cohere,
        Chat,
    }

    /// <summary>Whether the answer said that it is at its end, or Bedrock did.</summary>
    public bool HasEnded => _guarded || _timings is not null || _speaker switch
    {
        Speaker.Anthropic => _anthropic.HasEnded,
        Speaker.Nova => _nova.HasEnded,
        Speaker.Cohere => _cohere.HasEnded,
        Speaker.Chat => _chat.FinishReason is not null,
        _ => _text.FinishReason is not null,
    };

    /// <summary>Adds a message of the stream or a whole answer; what it brought.</summary>
    public Generated Add(JsonElement root)
    {
        if (root.Member("bytes"u8) is not { ValueKind: JsonValueKind.String } wrapped)
        {
            return AddNative(root);
        }

        // In the base64 of JSON nothing needs an escape.
        var base64 = JsonMarshal.GetRawUtf8Value(wrapped)[1..^1];
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(base64.Length)];
        Base64.DecodeFromUtf8(base64, bytes, out _, out var length);
        using var document = LenientJson.Parse(bytes.AsMemory(0, length), out _);
        return document?.RootElement is { ValueKind: JsonValueKind.Object } native ? AddNative(native) : Generated.Nothing;
    }

    /// <summary>Adds what was gathered to a reading.</summary>
    public Reading Complete(WireExchange exchange, Reading reading)
    {
        reading = _speaker switch
        {
            Speaker.Anthropic => _anthropic.Complete(reading),
            Speaker.Nova => _nova.Complete(reading),
            Speaker.Cohere => _cohere.Complete(reading),
            Speaker.Chat => reading with
            {
                ModelServed = _chatModel,
                Output = _chat.IsEmpty ? [] : [_chat.ToMessage()],
                FinishReason = _chat.FinishReason,
                Usage = _chatUsage.ToUsage(_chatModel ?? reading.ModelRequested),
            },
            _ => _text.Complete(reading),
        };
        var usage = BedrockUsage.Merge(reading.Usage, _counted ?? BedrockUsage.OfHeaders(exchange));
        return reading with
        {
            // Where the model and Bedrock count the output differently, Bedrock writes the invoice.
            Usage = usage is null ? null : usage with { Output = _counted?.Output ?? usage.Output },
            ProviderTimings = _timings ?? BedrockUsage.TimingsOf(exchange) ?? reading.ProviderTimings,
            Notes = _guarded ? [.. reading.Notes, "A guardrail intervened: what is shown may be its words, not the model's."] : reading.Notes,
        };
    }

    private Generated AddNative(JsonElement root)
    {
        if (root.Member("amazon-bedrock-invocationMetrics"u8) is { } metrics)
        {
            _counted = BedrockUsage.OfMetrics(metrics) ?? _counted;
            _timings = BedrockUsage.TimingsOf(metrics) ?? _timings;
        }

        _guarded |= root.Text("amazon-bedrock-guardrailAction"u8) == "INTERVENED";
        var speaker = SpeakerOf(root);
        _speaker = speaker == Speaker.Text ? _speaker : speaker;
        return speaker switch
        {
            Speaker.Anthropic => _anthropic.Add(root),
            Speaker.Nova => _nova.Add(root),
            Speaker.Cohere => _cohere.Add(root),
            Speaker.Chat => AddChat(root),
            _ => BedrockText.AddTo(_text, root),
        };
    }

    private static Speaker SpeakerOf(JsonElement root)
    {
        if (AnthropicAnswer.Knows(root))
        {
            return Speaker.Anthropic;
        }

        if (ConverseAnswer.Knows(root))
        {
            return Speaker.Nova;
        }

        return root.Member("choices"u8) is not null ? Speaker.Chat
            : (root.Member("event_type"u8) ?? root.Member("chat_history"u8) ?? root.Member("generation_id"u8)) is not null ? Speaker.Cohere
            : Speaker.Text;
    }

    // OpenAI's open models, Jamba, Mistral's and DeepSeek's newer ones: the first choice is the answer.
    private Generated AddChat(JsonElement root)
    {
        _chatModel = root.Text("model"u8) ?? _chatModel;
        _chatUsage.Add(root);
        var brought = Generated.Nothing;
        foreach (var choice in root.Items("choices"u8))
        {
            if (choice.Count("index"u8) is null or 0)
            {
                brought |= (choice.Member("delta"u8) ?? choice.Member("message"u8)) is { } message ? _chat.Add(message) : _chat.AddText(choice.Text("text"u8));
                _chat.FinishReason = choice.Text("finish_reason"u8) ?? choice.Text("stop_reason"u8) ?? _chat.FinishReason;
            }
        }

        return brought;
    }
}
