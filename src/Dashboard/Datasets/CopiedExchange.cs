using System.Text;
using Observability.Dashboard.Exports;
using Observability.Domain.Datasets;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;

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
    /// <param name="family">The family its upstream speaks now; null = there is no such upstream any more.</param>
    /// <param name="mostBytes">Most bytes of a row.</param>
    /// <returns>The copy, or why there is none.</returns>
    public static (CopiedExchange? Copied, CopyGap? Gap) Of(Exchange row, ExchangeBodies? bodies, string? family, int mostBytes)
    {
        if (bodies is null || row.Capture == CaptureVerdict.NotKept)
        {
            return (null, CopyGap.NoBodies);
        }

        var captured = StoredExchange.ToCaptured(row, bodies, family);
        var reading = ExchangeReader.ReadingOf(captured) ?? Reading.Nothing;
        var content = new RowContent(AskedInputs.Of(reading.Input), ExpectedOf(row, reading, captured), "");
        var size = RowRules.BytesOf(content);
        var request = RequestOf(captured) is { } body && size + Encoding.UTF8.GetByteCount(body) <= mostBytes ? body : null;
        return size > mostBytes ? (null, CopyGap.TooLarge)
            : content.Inputs.Count == 0 && request is null ? (null, CopyGap.NothingAsked)
            : (new(content, SourceOf(captured, request)), null);
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
