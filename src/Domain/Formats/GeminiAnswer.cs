using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Reads Gemini's answers: a stream of server-sent events, a JSON array that arrives element by element, or one object.</summary>
internal sealed class GeminiAnswer
{
    // More than any API gives; an event of a few bytes may name a new one. Candidates beyond are left out.
    private const int MaxCandidates = 1_000;

    private readonly SortedDictionary<long, GeminiDraft> _candidates = [];
    private readonly GeminiUsage _usage = new();
    private readonly TokenMarks _marks = new();
    private string? _model;
    private string? _id;
    private string? _blocked;
    private string? _blockedMessage;
    private ProviderError? _error;
    private int _notUnderstood;

    /// <summary>Reads an exchange whose request has been read.</summary>
    public static Reading Read(WireExchange exchange, Reading request)
    {
        var answer = new GeminiAnswer();
        var failed = exchange.Status >= 400;
        var asked = GeminiPath.Calls(exchange.Path, "streamGenerateContent");
        if (Framing.IsEventStream(exchange))
        {
            answer.AddFrames(ServerSentEvents.Read(exchange.ResponseBody), failed, marked: true);

            // Nothing ends such a stream but the reasons of its candidates.
            return answer.ToReading(request, true, answer.IsFinished());
        }

        if (JsonArray.Is(exchange.ResponseBody))
        {
            answer.AddFrames(JsonArray.Read(exchange.ResponseBody, out var closed), failed, asked);
            return answer.ToReading(request, asked, closed || answer.IsFinished());
        }

        return exchange.ResponseBody.IsEmpty
            ? answer.ToReading(request, asked, null)
            : answer.ToReading(request, false, answer.AddBody(exchange.ResponseBody, failed));
    }

    private void AddFrames(IReadOnlyList<Frame> frames, bool failed, bool marked)
    {
        var json = new EventJson();
        foreach (var frame in frames)
        {
            using var document = json.Parse(frame.Bytes, out _);
            if (document is null)
            {
                _notUnderstood++;
                continue;
            }

            var brought = Add(document.RootElement, failed);
            if (marked)
            {
                _marks.Add(brought, frame.End);
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
        _model = NotEmpty(root.Text("modelVersion"u8)) ?? _model;
        _id ??= NotEmpty(root.Text("responseId"u8));
        if (root.Member("usageMetadata"u8) is { } usage)
        {
            _usage.Merge(usage);
        }

        if (root.Member("promptFeedback"u8) is { } feedback)
        {
            _blocked = feedback.Word("blockReason"u8) ?? _blocked;
            _blockedMessage = feedback.Text("blockReasonMessage"u8) ?? _blockedMessage;
        }

        var brought = Generated.Nothing;
        foreach (var candidate in root.Items("candidates"u8))
        {
            var index = candidate.Count("index"u8) ?? 0;
            if (!_candidates.TryGetValue(index, out var draft))
            {
                if (_candidates.Count == MaxCandidates)
                {
                    continue;
                }

                _candidates.Add(index, draft = new());
            }

            brought |= draft.Add(candidate);
        }

        return brought;
    }

    private bool IsFinished() => _blocked is not null || (_candidates.Count > 0 && _candidates.Values.All(c => c.FinishReason is not null));

    private Reading ToReading(Reading request, bool stream, bool? complete)
    {
        var searches = _candidates.Values.Select(c => c.Searches).Where(s => s is not null).ToList();
        return request with
        {
            ModelServed = _model,
            Stream = stream,
            Output = [.. _candidates.Values.Select(c => c.ToMessage())],
            FinishReason = _candidates.Values.Select(c => c.FinishReason).FirstOrDefault(f => f is not null) ?? _blocked,
            Usage = _usage.ToUsage(searches.Count > 0 ? searches.Sum() : null),
            ServiceTier = _usage.Tier,
            StatedCost = _usage.StatedCost,
            ProviderRequestId = _id,
            Error = _error?.Message,
            ErrorCode = _error?.Code,
            Complete = complete,
            TokenOffsets = _marks.Offsets,
            FirstVisibleOffset = _marks.FirstVisible,
            Notes = [.. request.Notes, .. Notes(stream, complete)],
        };
    }

    private IEnumerable<string> Notes(bool stream, bool? complete)
    {
        if (_blocked is not null)
        {
            yield return $"The prompt was blocked ({_blocked}){(_blockedMessage is null ? "." : ": " + _blockedMessage)}";
        }

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
