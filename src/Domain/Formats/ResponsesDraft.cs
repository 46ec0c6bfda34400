using System.Text;
using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>The output of a Responses stream put together from its events, for a stream whose last event did not come.</summary>
internal sealed class ResponsesDraft
{
    private readonly SortedDictionary<long, Item> _items = [];

    /// <summary>Adds an event.</summary>
    /// <param name="type">Its name.</param>
    /// <param name="root">Its JSON.</param>
    public void Add(string type, JsonElement root)
    {
        if (root.Count("output_index"u8) is not { } index)
        {
            return;
        }

        if (!_items.TryGetValue(index, out var item))
        {
            _items.Add(index, item = new());
        }

        switch (type)
        {
            case "response.output_item.added" when root.Member("item"u8) is { } added:
                item.Begin(added);
                break;
            case "response.output_item.done" when root.Member("item"u8) is { } done:
                item.Whole = ResponsesItems.PartsOf(done);
                break;
            case "response.output_text.annotation.added" when root.Member("annotation"u8) is { } annotation:
                item.Citations.Add(Citations.Annotation(annotation));
                break;
            case "response.output_text.delta" or "response.audio.transcript.delta":
                item.Draft.AddText(root.Text("delta"u8));
                break;
            case "response.refusal.delta":
                item.Draft.AddRefusal(root.Text("delta"u8));
                break;
            case "response.reasoning_text.delta" or "response.reasoning_summary_text.delta":
                item.Draft.AddReasoning(root.Text("delta"u8));
                break;
            case "response.function_call_arguments.delta" or "response.custom_tool_call_input.delta":
                item.Arguments.Append(root.Text("delta"u8));
                break;
        }
    }

    /// <summary>The parts as far as they have come.</summary>
    public IEnumerable<ContentPart> Parts() => _items.Values.SelectMany(i => i.Whole ?? i.Parts());

    private sealed class Item
    {
        private bool _isCall;
        private string? _callId;
        private string? _name;
        private IReadOnlyList<ContentPart>? _other;

        public AnswerDraft Draft { get; } = new();

        public StringBuilder Arguments { get; } = new();

        public List<ContentPart> Citations { get; } = [];

        /// <summary>The item as its own last event tells it; null while that has not come.</summary>
        public IReadOnlyList<ContentPart>? Whole { get; set; }

        public void Begin(JsonElement item)
        {
            var type = item.Text("type"u8);
            _isCall = type is "function_call" or "custom_tool_call";
            _callId = ResponsesItems.CallId(item);
            _name = item.Text("name"u8);
            _other = _isCall || type is "message" or "reasoning" or "image_generation_call" ? null : ResponsesItems.PartsOf(item);
        }

        public IReadOnlyList<ContentPart> Parts() =>
            _isCall ? [new ToolCallPart(_callId, _name ?? "", Arguments.ToString())]
            : _other ?? [.. Draft.ToMessage().Parts, .. Citations];
    }
}
