using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Gathers an answer of Cohere's chat, of either version, from its events or from the one object of a plain body.</summary>
internal sealed class CohereAnswer
{
    // Calls are numbered for themselves: they stand after the content, and the citations after both.
    private const long ToolPlan = -1;
    private const long FirstCall = 1L << 32;
    private const long Citations = long.MaxValue;

    private readonly BlockDrafts _blocks = new();
    private Usage? _usage;
    private string? _finishReason;
    private string? _id;
    private bool _hasText;
    private bool _hasCalls;
    private bool _hasCitations;

    /// <summary>Whether the answer said that it is at its end.</summary>
    public bool HasEnded => _finishReason is not null;

    /// <summary>Adds an event or a whole answer; what it brought.</summary>
    public Generated Add(JsonElement root)
    {
        _id ??= root.Text("id"u8) ?? root.Text("response_id"u8) ?? root.Text("generation_id"u8);
        if (root.Member("delta"u8) is { } delta)
        {
            return AddEvent(root, delta);
        }

        if (root.Text("event_type"u8) is { } type)
        {
            return AddOldEvent(type, root);
        }

        return AddWhole(root);
    }

    /// <summary>Adds what was gathered to a reading.</summary>
    public Reading Complete(Reading reading) => reading with
    {
        Output = _blocks.Parts() is { Count: > 0 } parts ? [new("assistant", parts)] : [],
        FinishReason = _finishReason,
        Usage = _usage,
        ProviderRequestId = _id,
    };

    // Version 2: {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"Three"}}}}
    private Generated AddEvent(JsonElement root, JsonElement delta)
    {
        _finishReason = delta.Text("finish_reason"u8) ?? _finishReason;
        AddUsage(delta.Member("usage"u8));
        if (delta.Member("message"u8) is not { } message)
        {
            return Generated.Nothing;
        }

        var index = root.Count("index"u8) ?? 0;
        var brought = AddPlan(message.Text("tool_plan"u8));
        if (message.Member("content"u8) is { ValueKind: JsonValueKind.Object } content)
        {
            brought |= AddContent(index, content);
        }

        if (message.Member("tool_calls"u8) is { ValueKind: JsonValueKind.Object } call)
        {
            brought |= AddCall(index, call);
        }

        if (message.Member("citations"u8) is { ValueKind: JsonValueKind.Object } citation)
        {
            AddCitation(citation);
        }

        return brought;
    }

    // Version 1: {"event_type":"text-generation","text":"Three","is_finished":false}
    private Generated AddOldEvent(string type, JsonElement root)
    {
        switch (type)
        {
            case "text-generation":
                return AddText(0, root.Text("text"u8));
            case "tool-calls-chunk":
                var plan = AddPlan(root.Text("text"u8));
                return root.Member("tool_call_delta"u8) is { } call ? plan | AddCall(call.Count("index"u8) ?? 0, call) : plan;
            case "tool-calls-generation" when !_hasCalls:
                return AddCalls(root);
            case "citation-generation":
                AddCitations(root);
                return Generated.Nothing;
            case "stream-end":
                _finishReason = root.Text("finish_reason"u8) ?? _finishReason;
                return root.Member("response"u8) is { } response ? AddWhole(response) : Generated.Nothing;
            default:
                return Generated.Nothing;
        }
    }

    // What was streamed already is repeated at the end of a stream: it only counts where nothing came before.
    private Generated AddWhole(JsonElement root)
    {
        _finishReason = root.Text("finish_reason"u8) ?? _finishReason;
        AddUsage(root.Member("usage"u8) ?? root.Member("meta"u8));
        var message = root.Member("message"u8) is { ValueKind: JsonValueKind.Object } named ? named : root;
        var brought = AddPlan(message.Text("tool_plan"u8));
        if (!_hasText)
        {
            brought |= AddText(0, message.Text("text"u8));
            var index = 0;
            foreach (var block in message.Items("content"u8))
            {
                brought |= AddContent(index++, block);
            }
        }

        if (!_hasCitations)
        {
            AddCitations(message);
        }

        return _hasCalls ? brought : brought | AddCalls(message);
    }

    private void AddUsage(JsonElement? usage)
    {
        if (usage is { } given)
        {
            _usage = CohereUsage.Of(given) ?? _usage;
        }
    }

    private Generated AddPlan(string? plan) => plan is { Length: > 0 } ? _blocks.At(ToolPlan).AddReasoning(plan) : Generated.Nothing;

    private Generated AddContent(long index, JsonElement block) =>
        block.Text("thinking"u8) is { } thinking ? _blocks.At(index).AddReasoning(thinking) : AddText(index, block.Text("text"u8));

    private Generated AddText(long index, string? text)
    {
        if (text is not { Length: > 0 })
        {
            return Generated.Nothing;
        }

        _hasText = true;
        return _blocks.At(index).AddText(text);
    }

    private Generated AddCalls(JsonElement message)
    {
        var brought = Generated.Nothing;
        var index = 0;
        foreach (var call in message.Items("tool_calls"u8))
        {
            brought |= AddCall(index++, call);
        }

        return brought;
    }

    private Generated AddCall(long index, JsonElement call)
    {
        var block = _blocks.At(FirstCall + index);
        var function = call.Member("function"u8) ?? call;
        var brought = Generated.Nothing;
        if (function.Text("name"u8) is { Length: > 0 } name)
        {
            brought = block.Open(new ToolCallPart(call.Text("id"u8), name, ""));
        }

        _hasCalls = true;
        var arguments = function.Member("arguments"u8) ?? function.Member("parameters"u8);
        return brought | block.AddArguments(arguments?.AsText() ?? arguments?.AsJson());
    }

    private void AddCitations(JsonElement root)
    {
        foreach (var citation in root.Items("citations"u8))
        {
            AddCitation(citation);
        }
    }

    private void AddCitation(JsonElement citation)
    {
        _hasCitations = true;
        var text = citation.Text("text"u8);
        var any = false;
        foreach (var source in citation.Items("sources"u8))
        {
            any = true;
            var document = source.Member("document"u8) ?? source;
            Cite(document.Text("title"u8), document.Text("url"u8) ?? source.Text("id"u8), text);
        }

        foreach (var id in citation.Items("document_ids"u8))
        {
            any = true;
            Cite(null, id.AsText(), text);
        }

        if (!any)
        {
            Cite(null, null, text);
        }
    }

    private void Cite(string? title, string? url, string? text) =>
        _blocks.At(Citations).Add(new CitationPart(title, StoredText.Of(url, StoredText.MaxSentence), text));
}
