using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Takes an answer apart, however it is framed, hands on each JSON object of it, and notes what all formats note on the way.</summary>
/// <param name="add">Adds an object (with the name of its event) to the answer; what that brought.</param>
internal sealed class AnswerEvents(Func<string, JsonElement, Generated> add)
{
    private readonly TokenMarks _marks = new();
    private readonly EventJson _events = new();
    private ProviderError? _error;
    private bool _isStream;
    private bool? _isComplete;
    private bool _done;
    private bool _isNoJson;
    private int? _damagedAt;

    /// <summary>Reads an answer.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="asked">Whether a stream was asked for, which tells what an answer that never came would have been.</param>
    /// <param name="ended">Whether the answer's own end mark has been seen, once all is read.</param>
    public void Read(WireExchange exchange, bool asked, Func<bool> ended)
    {
        var body = exchange.ResponseBody;
        var failed = exchange.Status >= 400;
        _isStream = !body.IsEmpty || asked;
        if (body.IsEmpty)
        {
            return;
        }

        if (Framing.IsAmazonStream(exchange))
        {
            AddAll(EventStream.Read(body, out var understood), failed);
            _damagedAt = understood < body.Length ? understood : null;
        }
        else if (Framing.IsEventStream(exchange))
        {
            AddAll(ServerSentEvents.Read(body), failed);
        }
        else if (!failed && Framing.IsJsonLines(exchange))
        {
            AddAll(JsonLines.Read(body), failed);
        }
        else
        {
            _isStream = false;
            _isComplete = AddBody(body, failed);
        }

        _isComplete = _isStream ? _done || ended() : _isComplete;
    }

    /// <summary>What was read, without what only the format knows.</summary>
    /// <param name="request">The request.</param>
    /// <param name="model">The model asked for, where the path names it; null to take the request's.</param>
    public Reading ToReading(RequestBody request, string? model = null) => request.ToReading() with
    {
        ModelRequested = model ?? request.Model,
        Stream = _isStream,
        Error = _error?.Message,
        ErrorCode = _error?.Code,
        Complete = _isComplete,
        TokenOffsets = _marks.Offsets,
        FirstVisibleOffset = _marks.FirstVisible,
        Notes = [.. request.Notes, .. Notes()],
    };

    private void AddAll(IEnumerable<Frame> frames, bool failed)
    {
        foreach (var frame in frames)
        {
            if (frame.IsDone)
            {
                _done = true;
                continue;
            }

            using var document = _events.Parse(frame.Bytes, out _);
            if (document is null)
            {
                _error ??= ErrorIn(frame, default, failed);
                continue;
            }

            _error ??= ErrorIn(frame, document.RootElement, failed);
            _marks.Add(add(frame.Name, document.RootElement), frame.End);
        }
    }

    // An exception of an event stream is one whatever it has to say, and its name is its kind.
    private static ProviderError? ErrorIn(Frame frame, JsonElement root, bool failed)
    {
        var error = ProviderError.In(root, failed || frame.Failed || frame.Name == "error");
        return frame.Failed ? new(error?.Message ?? frame.Name, error?.Code ?? frame.Name) : error;
    }

    private bool? AddBody(ReadOnlyMemory<byte> body, bool failed)
    {
        using var document = LenientJson.Parse(body, out var whole);
        if (document is null)
        {
            _isNoJson = true;
            return null;
        }

        _error = ProviderError.In(document.RootElement, failed);
        add("message", document.RootElement);
        return whole;
    }

    private IEnumerable<string> Notes()
    {
        if (_damagedAt is { } offset)
        {
            yield return $"The event stream is cut or damaged at byte {offset}: what follows is unparsed.";
        }

        if (_isNoJson)
        {
            yield return "The answer is not JSON: unparsed.";
        }
        else if (_events.NotUnderstood > 0)
        {
            yield return $"{_events.NotUnderstood} events of the answer are not JSON objects: unparsed.";
        }
        else if (!_isStream && _isComplete == false)
        {
            yield return "The answer is not whole JSON: only its understood part is shown.";
        }
    }
}
