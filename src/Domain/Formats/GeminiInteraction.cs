using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Reads an interaction: one object with its steps, or events that tell of them one after the other.</summary>
internal sealed class GeminiInteraction
{
    private readonly SortedDictionary<long, GeminiStepDraft> _steps = [];
    private readonly GeminiInteractionUsage _usage = new();
    private readonly TokenMarks _marks = new();
    private List<ContentPart>? _whole;
    private string? _model;
    private string? _id;
    private string? _status;
    private string? _tier;
    private ProviderError? _error;
    private bool _done;
    private int _notUnderstood;

    /// <summary>Reads an exchange whose request has been read.</summary>
    public static Reading Read(WireExchange exchange, Reading request, bool asked)
    {
        var answer = new GeminiInteraction();
        var failed = exchange.Status >= 400;
        if (Framing.IsEventStream(exchange))
        {
            answer.AddEvents(ServerSentEvents.Read(exchange.ResponseBody), failed);
            return answer.ToReading(request, true, answer._done);
        }

        return exchange.ResponseBody.IsEmpty
            ? answer.ToReading(request, asked, null)
            : answer.ToReading(request, false, answer.AddBody(exchange.ResponseBody, failed));
    }

    private void AddEvents(IReadOnlyList<Frame> events, bool failed)
    {
        var json = new EventJson();
        foreach (var frame in events)
        {
            if (frame.IsDone)
            {
                _done = true;
                continue;
            }

            using var document = json.Parse(frame.Bytes, out _);
            if (document is null)
            {
                _notUnderstood++;
                continue;
            }

            var root = document.RootElement;
            var name = root.Text("event_type"u8) ?? frame.Name;
            _error ??= ProviderError.In(root, failed || name == "error");
            _marks.Add(AddEvent(name, root), frame.End);
        }
    }

    private Generated AddEvent(string name, JsonElement root)
    {
        if (root.Member("interaction"u8) is { } interaction)
        {
            AddState(interaction);
            _done |= name is "interaction.completed" or "interaction.complete" or "interaction.failed";
        }

        if (root.Member("metadata"u8)?.Member("usage"u8) is { } usage)
        {
            _usage.Merge(usage);
        }

        // The names changed in May 2026: what was a content is a step now.
        return name switch
        {
            "step.start" when root.Member("step"u8) is { } step => StepOf(root).Start(step),
            "content.start" when root.Member("content"u8) is { } content => StepOf(root).Start(content),
            "step.delta" or "content.delta" when root.Member("delta"u8) is { } delta => StepOf(root).Add(delta),
            _ => Generated.Nothing,
        };
    }

    private GeminiStepDraft StepOf(JsonElement root)
    {
        var index = root.Count("index"u8) ?? 0;
        if (!_steps.TryGetValue(index, out var draft))
        {
            _steps.Add(index, draft = new());
        }

        return draft;
    }

    private bool? AddBody(ReadOnlyMemory<byte> body, bool failed)
    {
        using var document = LenientJson.Parse(body, out var whole);
        if (document is null)
        {
            _notUnderstood++;
            return null;
        }

        var root = document.RootElement;
        _error = ProviderError.In(root, failed);
        AddState(root);
        _whole = [.. root.Items("steps"u8).Concat(root.Items("outputs"u8)).SelectMany(GeminiSteps.ContentOf)];
        return whole;
    }

    private void AddState(JsonElement interaction)
    {
        _model = interaction.Text("model"u8) ?? _model;
        _id = interaction.Text("id"u8) ?? _id;
        _status = interaction.Text("status"u8) ?? _status;
        _tier = interaction.Text("service_tier"u8) ?? _tier;
        _error ??= ProviderError.In(interaction, failed: false);
        if (interaction.Member("usage"u8) is { } usage)
        {
            _usage.Merge(usage);
        }
    }

    private Reading ToReading(Reading request, bool stream, bool? complete)
    {
        ContentPart[] parts = [.. _whole ?? _steps.Values.SelectMany(s => s.ToParts())];
        var searches = parts.OfType<ToolCallPart>().Where(c => c.Name == "google_search").Sum(c => SearchesIn(c.Arguments));
        return request with
        {
            ModelServed = _model,
            Stream = stream,
            Output = parts.Length > 0 ? [new("model", parts)] : [],
            // What a stream begins with is not how it ended.
            FinishReason = stream && !_done ? null : _status,
            Usage = _usage.ToUsage(searches > 0 ? searches : null),
            ServiceTier = _tier,
            ProviderRequestId = _id,
            Error = _error?.Message,
            ErrorCode = _error?.Code,
            Complete = complete,
            TokenOffsets = _marks.Offsets,
            FirstVisibleOffset = _marks.FirstVisible,
            Notes = _notUnderstood > 0
                ? [.. request.Notes, stream ? $"{_notUnderstood} events of the answer are not JSON objects: unparsed." : "The answer is not JSON: unparsed."]
                : request.Notes,
        };
    }

    // One call may ask for several searches at once: {"queries":["…","…"]}.
    private static long SearchesIn(string arguments)
    {
        using var document = LenientJson.Parse(System.Text.Encoding.UTF8.GetBytes(arguments), out _);
        return Math.Max(1, document?.RootElement.Items("queries"u8).Count() ?? 1);
    }
}
