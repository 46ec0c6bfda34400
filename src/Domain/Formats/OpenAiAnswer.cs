using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Reads the answers of OpenAI's chat and text completions: a plain body is taken as a stream of one event.</summary>
/// <param name="addChoice">Adds what a choice of this API carries to its draft; what that brought.</param>
internal sealed class OpenAiAnswer(Func<AnswerDraft, JsonElement, Generated> addChoice)
{
    private readonly SortedDictionary<long, AnswerDraft> _choices = [];
    private readonly OpenAiUsages _usage = new();
    private readonly TokenMarks _marks = new();
    private string? _model;
    private string? _id;
    private ProviderError? _error;
    private ProviderTimings? _timings;
    private bool _done;
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

        return answer.ToReading(request, stream, complete);
    }

    private void AddEvents(IReadOnlyList<Frame> events, bool failed)
    {
        foreach (var frame in events)
        {
            if (frame.Bytes.Span.Trim(" \t"u8).SequenceEqual("[DONE]"u8))
            {
                _done = true;
                continue;
            }

            using var document = LenientJson.Parse(frame.Bytes, out _);
            if (document is null || document.RootElement.ValueKind != JsonValueKind.Object)
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
        _error ??= ProviderError.In(root, failed);
        _model = NotEmpty(root.Text("model"u8)) ?? _model;
        _id = _id ?? NotEmpty(root.Text("id"u8));
        _timings = OpenAiTimings.Of(root) ?? _timings;
        _usage.Add(root);
        var brought = Generated.Nothing;
        foreach (var choice in root.Items("choices"u8))
        {
            var index = choice.Count("index"u8) ?? 0;
            if (!_choices.TryGetValue(index, out var draft))
            {
                _choices.Add(index, draft = new());
            }

            brought |= addChoice(draft, choice);
            draft.FinishReason = NotEmpty(choice.Text("finish_reason"u8)) ?? draft.FinishReason;
        }

        return brought;
    }

    // Some never send [DONE], some no finish reason: either ends an answer.
    private bool IsComplete() => _done || (_choices.Count > 0 && _choices.Values.All(c => c.FinishReason is not null));

    private Reading ToReading(RequestBody request, bool stream, bool? complete) => new()
    {
        ModelRequested = request.Model,
        ModelServed = _model,
        Stream = stream,
        Input = request.Input,
        Output = [.. _choices.Values.Select(c => c.ToMessage())],
        ToolsOffered = request.Tools,
        Parameters = request.Parameters,
        FinishReason = _choices.Values.Select(c => c.FinishReason).FirstOrDefault(f => f is not null),
        Usage = _usage.ToUsage(_model ?? request.Model),
        ProviderRequestId = _id,
        Error = _error?.Message,
        ErrorCode = _error?.Code,
        Complete = complete,
        User = request.User,
        TokenOffsets = _marks.Offsets,
        FirstVisibleOffset = _marks.FirstVisible,
        ProviderTimings = _timings,
        Notes = [.. request.Notes, .. Notes(stream, complete)],
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

    private static string? NotEmpty(string? text) => text is { Length: > 0 } ? text : null;
}
