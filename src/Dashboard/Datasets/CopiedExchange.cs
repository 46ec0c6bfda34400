using System.Text;
using Observability.Dashboard.Exports;
using Observability.Domain.Datasets;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;
using Observability.Domain.Prompts;

namespace Observability.Dashboard.Datasets;

/// <summary>Why an exchange became no row.</summary>
public enum CopyGap
{
    /// <summary>It is in the dataset already.</summary>
    AlreadyThere,

    /// <summary>Retention dropped its bytes, or they were never kept.</summary>
    NoBodies,

    /// <summary>It has neither text that can be read nor a request that is JSON.</summary>
    NothingAsked,

    /// <summary>Its text alone is larger than a row may be.</summary>
    TooLarge,
}

/// <summary>What a row copies from an exchange. Where no text can be read, a request that is JSON is enough: it can be sent again as it was.</summary>
/// <param name="Content">What a person may change afterwards.</param>
/// <param name="Source">The rest: request, where it went, and which exchange it was.</param>
internal sealed record CopiedExchange(RowContent Content, DatasetRow Source)
{
    /// <summary>Copies it.</summary>
    /// <param name="row">The exchange.</param>
    /// <param name="bodies">Its bytes; null = they are gone.</param>
    /// <param name="known">What is known beside it.</param>
    /// <returns>The copy, or why there is none.</returns>
    public static (CopiedExchange? Copied, CopyGap? Gap) Of(Exchange row, ExchangeBodies? bodies, CopyKnowledge known)
    {
        if (bodies is null || row.Capture == CaptureVerdict.NotKept)
        {
            return (null, CopyGap.NoBodies);
        }

        var captured = StoredExchange.ToCaptured(row, bodies, known.Family);
        var reading = ExchangeReader.ReadingOf(captured) ?? Reading.Nothing;
        var whole = RequestOf(captured);
        var content = new RowContent(InputsOf(reading, known.Prompt, whole), ExpectedOf(row, reading, captured), "");
        var size = RowRules.BytesOf(content);
        var request = whole is not null && size + Encoding.UTF8.GetByteCount(whole) <= known.MostBytes ? whole : null;
        return size > known.MostBytes ? (null, CopyGap.TooLarge)
            : content.Inputs.Count == 0 && request is null ? (null, CopyGap.NothingAsked)
            : (new(content, SourceOf(captured, request)), null);
    }

    // The variables of its prompt, where it was made from one, and then what its messages say; a variable keeps its name.
    private static IReadOnlyList<KeyValuePair<string, string>> InputsOf(Reading reading, PromptTemplate? prompt, string? request)
    {
        var asked = AskedInputs.Of(reading.Input);
        return prompt is not null && request is not null && PromptInputs.Of(prompt, request) is { } values
            ? [.. values.Concat(asked.ExceptBy(values.Select(v => v.Key), a => a.Key, StringComparer.Ordinal)).Take(AskedInputs.Most)]
            : asked;
    }

    // What broke off or failed is nothing to be expected of anybody.
    private static string? ExpectedOf(Exchange row, Reading reading, CapturedExchange captured) =>
        row.Outcome is ExchangeOutcome.Completed or ExchangeOutcome.ServedFromCache && reading.Complete != false && !captured.Response.IsTruncated
        && row.Finish is null or FinishKind.Stop or FinishKind.ToolCalls or FinishKind.Refusal or FinishKind.Other && reading.Output is [{ Text: { Length: > 0 } text }, ..] ? text : null;

    private static string? RequestOf(CapturedExchange captured)
    {
        if (captured.Request.IsTruncated || captured.Request.Bytes.IsEmpty)
        {
            return null;
        }

        var decoded = ContentDecoding.Decode(captured.Request.Bytes, captured.RequestHeaders["Content-Encoding"], ChunkTimeline.None);
        return decoded.Note is null && RawJson.Of(decoded.Bytes.Span) is not null ? Encoding.UTF8.GetString(decoded.Bytes.Span) : null;
    }

    private static DatasetRow SourceOf(CapturedExchange captured, string? request) => request is null ? new() { ExchangeId = captured.Id } : new()
    {
        ExchangeId = captured.Id,
        Request = request,
        Upstream = captured.Upstream,
        Family = captured.Family,
        Method = captured.Method,
        Target = captured.Target,
        Headers = new StoredHeaders([.. captured.RequestHeaders.Lines.Where(IsOfRequest)], captured.RequestHeaders.Dropped).Encode(),
    };

    // The request is kept without its content coding.
    private static bool IsOfRequest(KeyValuePair<string, string> header) =>
        !header.Key.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase) && !header.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase);
}

/// <summary>What is known of an exchange beside itself.</summary>
/// <param name="Family">The family its upstream speaks now; null = there is no such upstream any more.</param>
/// <param name="Prompt">The template of the prompt version it says it was made from; null = it says none, or there is none.</param>
/// <param name="MostBytes">Most bytes of a row.</param>
internal sealed record CopyKnowledge(string? Family, PromptTemplate? Prompt, int MostBytes);
