using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>
/// Reads the answers of the Responses API. A stream ends with an event that holds the whole answer, so its pieces are put together
/// only where that event is missing.
/// </summary>
internal sealed class ResponsesAnswer
{
    private readonly OpenAiUsages _usage = new();
    private readonly TokenMarks _marks = new();
    private readonly List<ContentPart> _parts = [];
    private readonly List<Message> _others = [];
    private readonly EventJson _heads = new();
    private string? _model;
    private string? _id;
    private string? _tier;
    private string? _status;
    private string? _incomplete;
    private ProviderError? _error;
    private Usage? _counted;
    private long _searches;
    private bool? _complete;
    private int _notUnderstood;

    /// <summary>Reads an exchange whose request has been read.</summary>
    public static Reading Read(WireExchange exchange, RequestBody request)
    {
        var answer = new ResponsesAnswer();
        var failed = exchange.Status >= 400;
        var stream = Framing.IsEventStream(exchange);
        if (stream)
        {
            answer.AddEvents(ServerSentEvents.Read(exchange.ResponseBody), failed);
        }
        else if (exchange.ResponseBody.IsEmpty)
        {
            stream = request.Stream == true;
        }
        else
        {
            answer.AddBody(exchange.ResponseBody, failed);
        }

        return answer.ToReading(exchange, request) with { Stream = stream, Notes = [.. request.Notes, .. answer.Notes(stream)] };
    }

    private void AddBody(ReadOnlyMemory<byte> body, bool failed)
    {
        using var document = LenientJson.Parse(body, out var whole);
        if (document is null)
        {
            _notUnderstood++;
            return;
        }

        _complete = whole;
        _error = ProviderError.In(document.RootElement, failed);
        Add(document.RootElement);
    }

    private void AddEvents(IReadOnlyList<Frame> events, bool failed)
    {
        _complete = false;
        foreach (var frame in events)
        {
            if (frame.IsDone)
            {
                _complete = true;
                continue;
            }

            var type = TypeOf(frame);
            if (frame.Ended)
            {
                _marks.Add(BroughtBy(type, frame.Bytes.Span), frame.End);
            }

            if (IsLast(type) || type == "error" || failed)
            {
                AddLast(frame, type);
            }
        }

        if (_parts.Count == 0)
        {
            AddPieces(events);
        }
    }

    private void AddLast(Frame frame, string type)
    {
        using var document = _heads.Parse(frame.Bytes, out var whole);
        if (document is null)
        {
            return;
        }

        var root = document.RootElement;
        if (root.Member("response"u8) is { } response)
        {
            _error ??= ProviderError.In(response, failed: false);
            _complete |= whole;
            Add(response);
        }
        else
        {
            _error ??= ProviderError.In(root, type == "error");
        }
    }

    // No last event, or one that leaves the output out.
    private void AddPieces(IReadOnlyList<Frame> events)
    {
        var draft = new ResponsesDraft();
        var json = new EventJson();
        foreach (var frame in events)
        {
            if (frame.IsDone)
            {
                continue;
            }

            using var document = json.Parse(frame.Bytes, out _);
            if (document is null)
            {
                _notUnderstood++;
                continue;
            }

            var root = document.RootElement;
            if (_status is null && root.Member("response"u8) is { } response)
            {
                AddHead(response);
            }

            draft.Add(TypeOf(frame, root), root);
        }

        _parts.AddRange(draft.Parts());
    }

    private void AddHead(JsonElement response)
    {
        _model = response.TextOr("model"u8, _model);
        _id ??= response.TextOr("id"u8, null);
    }

    private void Add(JsonElement response)
    {
        // A recorder may put several answers into one stream; the same one told twice replaces itself.
        if (_id is not null && response.Text("id"u8) == _id)
        {
            _parts.Clear();
            _searches = 0;
        }

        AddHead(response);
        _tier = response.TextOr("service_tier"u8, _tier);
        _status = response.TextOr("status"u8, _status);
        _incomplete = response.Member("incomplete_details"u8)?.TextOr("reason"u8, _incomplete) ?? _incomplete;
        _usage.Add(response);
        if (response.Count("input_tokens"u8) is { } counted)
        {
            _counted = new(counted);
        }

        foreach (var item in response.Items("output"u8))
        {
            AddItem(item);
        }
    }

    // A compacted context also repeats what users said.
    private void AddItem(JsonElement item)
    {
        if (item.Text("role"u8) is { Length: > 0 } role and not "assistant")
        {
            _others.Add(new(role, ResponsesItems.PartsOf(item)));
            return;
        }

        _parts.AddRange(ResponsesItems.PartsOf(item));
        _searches += ResponsesItems.IsWebSearch(item) ? 1 : 0;
    }

    private Reading ToReading(WireExchange exchange, RequestBody request)
    {
        var usage = _usage.ToUsage(_model ?? request.Model) ?? _counted;
        return request.ToReading() with
        {
            ModelServed = _model,
            Output = [.. _parts.Count > 0 ? [new Message("assistant", _parts)] : Array.Empty<Message>(), .. _others],
            FinishReason = _incomplete ?? _status,
            Usage = usage is not null && _searches > 0 ? usage with { Searches = usage.Searches ?? _searches } : usage,
            ServiceTier = _tier ?? _usage.Tier,
            StatedCost = _usage.Cost ?? StatedCosts.In(exchange),
            ProviderRequestId = _id,
            Error = _error?.Message,
            ErrorCode = _error?.Code,
            Complete = _complete,
            TokenOffsets = _marks.Offsets,
            FirstVisibleOffset = _marks.FirstVisible,
            ProviderTimings = OpenAiTimings.In(exchange),
        };
    }

    private IEnumerable<string> Notes(bool stream)
    {
        if (_notUnderstood > 0)
        {
            yield return stream ? $"{_notUnderstood} events of the answer are not JSON objects: unparsed." : "The answer is not JSON: unparsed.";
        }
        else if (!stream && _complete == false)
        {
            yield return "The answer is not whole JSON: only its understood part is shown.";
        }

        if (_status is "queued" or "in_progress")
        {
            yield return "This answer is made in the background: what it uses is told when it is read again, and is in no sum.";
        }
    }

    private string TypeOf(Frame frame)
    {
        using var document = frame.Name == "message" ? _heads.Parse(frame.Bytes, out _) : null;
        return TypeOf(frame, document?.RootElement ?? default);
    }

    // Some relays leave the event's name out; its JSON has it again.
    private static string TypeOf(Frame frame, JsonElement root) => frame.Name != "message" ? frame.Name : root.Text("type"u8) ?? "";

    private static bool IsLast(string type) => type is "response.completed" or "response.incomplete" or "response.failed" or "response.cancelled";

    // By the name alone: most events need no parsing then.
    private static Generated BroughtBy(string type, ReadOnlySpan<byte> json)
    {
        if (type is "response.image_generation_call.partial_image")
        {
            return Generated.Visible;
        }

        if (!type.EndsWith(".delta", StringComparison.Ordinal) || IsEmptyDelta(json))
        {
            return Generated.Nothing;
        }

        return type is "response.output_text.delta" or "response.refusal.delta" || type.Contains("audio", StringComparison.Ordinal)
            ? Generated.Visible
            : Generated.Hidden;
    }

    private static bool IsEmptyDelta(ReadOnlySpan<byte> json)
    {
        var name = "\"delta\":"u8;
        var at = json.IndexOf(name);
        return at < 0 || json[(at + name.Length)..].TrimStart((byte)' ').StartsWith("\"\""u8);
    }
}
