using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Reads the answers of Ollama's chat and generate: NDJSON, or one object when no stream was asked for.</summary>
/// <param name="addPiece">Adds what one object of this API carries to the answer; what that brought.</param>
internal sealed class OllamaAnswer(Func<AnswerDraft, JsonElement, Generated> addPiece)
{
    private readonly AnswerDraft _draft = new();
    private readonly TokenMarks _marks = new();
    private string? _model;
    private Usage? _usage;
    private ProviderTimings? _timings;
    private ProviderError? _error;
    private bool _done;
    private int _notUnderstood;

    /// <summary>Reads an exchange whose request has been read.</summary>
    public static Reading Read(WireExchange exchange, RequestBody request, Func<AnswerDraft, JsonElement, Generated> addPiece)
    {
        var answer = new OllamaAnswer(addPiece);
        var stream = exchange.ResponseBody.IsEmpty ? request.Stream ?? true : IsStream(exchange, request);
        if (stream)
        {
            var lines = new EventJson();
            foreach (var line in JsonLines.Read(exchange.ResponseBody))
            {
                using var document = lines.Parse(line.Bytes, out _);
                answer.Add(document, exchange.Status >= 400, line.End);
            }
        }
        else if (!exchange.ResponseBody.IsEmpty)
        {
            using var document = LenientJson.Parse(exchange.ResponseBody, out _);
            answer.Add(document, exchange.Status >= 400, end: null);
        }

        return answer.ToReading(request, stream, exchange.ResponseBody.IsEmpty ? null : answer._done);
    }

    // Ollama streams unless told not to, but answers an error with one object either way.
    private static bool IsStream(WireExchange exchange, RequestBody request)
    {
        var type = exchange.ResponseContentType ?? "";
        if (type.Contains("ndjson", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        return request.Stream != false && exchange.Status is null or < 400
            && LenientJson.Trim(exchange.ResponseBody).Span.IndexOf("}\n{"u8) >= 0;
    }

    private void Add(JsonDocument? document, bool failed, int? end)
    {
        if (document is null || document.RootElement.ValueKind != JsonValueKind.Object)
        {
            _notUnderstood++;
            return;
        }

        var root = document.RootElement;
        _error ??= ProviderError.In(root, failed);
        _model = root.TextOr("model"u8, _model);
        _usage = OllamaMetrics.UsageOf(root) ?? _usage;
        _timings = OllamaMetrics.TimingsOf(root) ?? _timings;
        _done |= root.Flag("done"u8) == true;
        _draft.FinishReason = root.TextOr("done_reason"u8, _draft.FinishReason);
        var brought = addPiece(_draft, root);
        if (end is { } after)
        {
            _marks.Add(brought, after);
        }
    }

    private Reading ToReading(RequestBody request, bool stream, bool? complete) => request.ToReading() with
    {
        ModelServed = _model,
        Stream = stream,
        Output = _draft.IsEmpty ? [] : [_draft.ToMessage()],
        FinishReason = _draft.FinishReason,
        Usage = _usage,
        Error = _error?.Message,
        ErrorCode = _error?.Code,
        Complete = complete,
        TokenOffsets = _marks.Offsets,
        FirstVisibleOffset = _marks.FirstVisible,
        ProviderTimings = _timings,
        Notes = [.. request.Notes, .. Notes()],
    };

    private IEnumerable<string> Notes()
    {
        if (_notUnderstood > 0)
        {
            yield return $"{_notUnderstood} objects of the answer are not JSON: unparsed.";
        }
    }
}
