using System.Text;
using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Tool calls put together from the fragments of a stream: by index, then by id, for providers that number every call 0 or none.</summary>
internal sealed class ToolCallDrafts
{
    // More than any model makes, and few enough to look through for each fragment: calls beyond are left out.
    private const int MaxCalls = 250;

    private readonly List<Draft> _drafts = [];

    /// <summary>Adds the fragments of a delta; whether there were any.</summary>
    public bool Add(JsonElement delta)
    {
        var any = false;
        foreach (var fragment in delta.Items("tool_calls"u8))
        {
            any = true;
            var function = fragment.Member("function"u8) ?? fragment.Member("custom"u8);
            DraftOf(fragment.Count("index"u8), fragment.Text("id"u8), function?.Text("name"u8)).Add(function);
        }

        if (ChatMessages.LegacyCallOf(delta) is { } legacy)
        {
            any = true;
            DraftOf(0, null, null).Add(legacy);
        }

        return any;
    }

    /// <summary>The calls as far as they have come.</summary>
    public IEnumerable<ToolCallPart> Parts() => _drafts.Select(d => new ToolCallPart(d.Id, d.Name, d.Arguments.ToString()));

    private Draft DraftOf(long? index, string? id, string? name)
    {
        id = id is { Length: > 0 } ? id : null;
        var draft = index is null && id is null
            ? name is { Length: > 0 } ? null : _drafts.LastOrDefault()
            : _drafts.LastOrDefault(d => (index is null || d.Index == index) && (id is null || d.Id is null || d.Id == id));
        if (draft is null)
        {
            draft = new(index);
            if (_drafts.Count < MaxCalls)
            {
                _drafts.Add(draft);
            }
        }

        draft.Id ??= id;
        return draft;
    }

    private sealed class Draft(long? index)
    {
        public long? Index { get; } = index;

        public string? Id { get; set; }

        public string Name { get; private set; } = "";

        public StringBuilder Arguments { get; } = new();

        public void Add(JsonElement? function)
        {
            if (function is not { } piece)
            {
                return;
            }

            if (Name.Length == 0)
            {
                Name = piece.Text("name"u8) ?? "";
            }

            Arguments.Append(ChatMessages.ArgumentsOf(piece));
        }
    }
}
