using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Reads the answers of OpenAI's chat and text completions: a plain body is taken as a stream of one event.</summary>
/// <param name="addChoice">Adds what a choice of this API carries to its draft; what that brought.</param>
internal sealed class OpenAiAnswer(Func<AnswerDraft, JsonElement, Generated> addChoice)
{
    // More than any API gives; an event of a few bytes may name a new one. Choices beyond are left out.
    private const int MaxChoices = 1_000;

    private readonly SortedDictionary<long, AnswerDraft> _choices = [];
    private readonly OpenAiUsages _usage = new();
    private readonly TokenMarks _marks = new();
    private readonly OpenWebUiSources _retrieved = new();
    private IReadOnlyList<ContentPart> _sources = [];
    private string? _model;
    private string? _id;
    private string? _tier;
    private ProviderError? _error;
    private ProviderTimings? _timings;
    private bool _done;
    private bool _bare;
    private int _notUnderstood;

    /// <summary>Reads an exchange whose request has been read.</summary>
    public static Reading Read(WireExchange exchange, RequestBody request, Func<AnswerDraft, JsonElement, Generated> addChoice)
    {
        var answer = new OpenAiAnswer(addChoice);
        var stream = Framing.IsEventStream(exchange);
        bool? complete = null;
        if (stream)
        {
            answer.AddEvents(ServerSentEvents.Read(exchange.ResponseBody), exchange.Status >= 400);
            complete = answer.IsComplete();
        }
        else if (!exchange.ResponseBody.IsEmpty)
        {
            complete = answer.AddBody(exchange.ResponseBody, exchange.Status >= 400);
        }
        else
        {
            stream = request.Stream == true;
        }

        return answer.ToReading(exchange, request) with
        {
            Stream = stream,
            Complete = complete,
            Notes = [.. request.Notes, .. answer.Notes(stream, complete)],
        };
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
            }
            else
            {
                _marks.Add(Add(document.RootElement, failed || frame.Name == "error"), frame.End);
            }
        }
    }

    private bool? AddBody(ReadOnlyMemory<byte> body, bool failed)
    {
        using var document = LenientJson.Parse(body, out var whole);
        if (document is null)
        {
            _notUnderstood++;
            return null;
        }

        Add(document.RootElement, failed);
        return whole;
    }

    private Generated Add(JsonElement root, bool failed)
    {
        var (brought, ended) = (Generated.Nothing, false);
        foreach (var choice in root.Items("choices"u8))
        {
            if (DraftOf(choice.Count("index"u8) ?? 0) is not { } draft)
            {
                continue;
            }

            brought |= addChoice(draft, choice);
            draft.FinishReason = choice.TextOr("finish_reason"u8, draft.FinishReason);
            ended |= draft.FinishReason is not null;
        }

        // Writer's completions stream {"value":"piece"} and just end; held against recorded traffic of 2024.
        if (root.Text("value"u8) is { } piece && root.Member("choices"u8) is null)
        {
            _bare = true;
            brought |= DraftOf(0)?.AddText(piece) ?? Generated.Nothing;
        }

        // Most events of a stream bring a piece of text and, in it, nothing new about the answer.
        var usage = OpenAiUsages.In(root);
        if (usage is not null || ended || brought == Generated.Nothing || _id is null || root.Member("error"u8) is not null)
        {
            AddAbout(root, usage, failed);
        }

        return brought;
    }

    // Null for choices beyond what anybody asks for.
    private AnswerDraft? DraftOf(long index)
    {
        if (!_choices.TryGetValue(index, out var draft) && _choices.Count < MaxChoices)
        {
            _choices.Add(index, draft = new());
        }

        return draft;
    }

    private void AddAbout(JsonElement root, JsonElement? usage, bool failed)
    {
        _error ??= ProviderError.In(root, failed);
        // Of Open WebUI's arena, which says it before the answer's own model is named.
        _model = root.TextOr("model"u8, root.TextOr("selected_model_id"u8, _model));
        _id ??= root.TextOr("id"u8, null);
        _tier = root.TextOr("service_tier"u8, _tier);
        _timings = OpenAiTimings.In(root, usage) ?? _timings;
        _usage.Add(root);
        _retrieved.Add(root);
        if (_sources.Count == 0)
        {
            _sources = Citations.BesideChoices(root);
        }
    }

    // Some never send [DONE], some no finish reason: either ends an answer. Where neither is ever sent its end cannot be told.
    private bool? IsComplete() => _done || (_choices.Count > 0 && _choices.Values.All(c => c.FinishReason is not null)) ? true : _bare ? null : false;

    private Reading ToReading(WireExchange exchange, RequestBody request) => request.ToReading() with
    {
        ModelServed = _model,
        Output = [.. _choices.Values.Select((c, i) => c.ToMessage(i == 0 ? _sources : null))],
        FinishReason = _choices.Values.Select(c => c.FinishReason).FirstOrDefault(f => f is not null),
        Usage = _usage.ToUsage(_model ?? request.Model),
        Shares = _usage.Shares,
        ServiceTier = _tier ?? _usage.Tier,
        StatedCost = _usage.Cost ?? StatedCosts.In(exchange),
        ProviderRequestId = _id,
        Error = _error?.Message,
        ErrorCode = _error?.Code,
        TokenOffsets = _marks.Offsets,
        FirstVisibleOffset = _marks.FirstVisible,
        ProviderTimings = _timings ?? OpenAiTimings.In(exchange),
        Sources = _retrieved.Found,
    };

    private IEnumerable<string> Notes(bool stream, bool? complete)
    {
        if (_notUnderstood > 0)
        {
            yield return stream ? $"{_notUnderstood} events of the answer are not JSON objects: unparsed." : "The answer is not JSON: unparsed.";
        }
        else if (!stream && complete == false)
        {
            yield return "The answer is not whole JSON: only its understood part is shown.";
        }
    }
}
