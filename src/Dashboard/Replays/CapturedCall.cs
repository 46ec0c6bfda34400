using System.Globalization;
using Observability.Dashboard.Redaction;
using Observability.Dashboard.Ui;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Redaction;

namespace Observability.Dashboard.Replays;

/// <summary>A captured exchange as the call it was, so that it can be sent again: the same method, target, body and headers, byte for byte.</summary>
/// <remarks>Pure, but for its sentences, which are in the reader's language.</remarks>
public static class CapturedCall
{
    /// <summary>The call, and what is missing of it.</summary>
    /// <param name="row">The exchange.</param>
    /// <param name="bodies">Its request's headers and body; null = retention has dropped them.</param>
    /// <param name="upstream">The upstream of its name as it is now; null = there is none any more.</param>
    public static DraftAnswer ToDraft(Exchange row, ExchangeBodies? bodies, UpstreamChoice? upstream)
    {
        var kept = bodies is null ? StoredHeaders.None : StoredHeaders.Decode(bodies.RequestHeaders);
        if (Never(row, kept) is { } never)
        {
            return new(null, row, [never]);
        }

        var target = RedactedQuery.WithoutCredential(row.Path);
        var (body, missing) = BodyOf(row, bodies, kept);
        List<DraftGap?> gaps =
        [
            missing,
            row is { Redaction: RedactionMode.Masked, Masked: not null } ? new(DraftGapKind.Masked, RedactionText.ReplayMasked, Blocks: false) : null,
            UpstreamGap(row, target, upstream),
            row.Path.Length >= StoredText.MaxPath ? new(DraftGapKind.TargetCut, With(DraftText.TargetCut, StoredText.MaxPath), Blocks: true) : null,
            .. RedactedQuery.Missing(target).Select(Redacted),
            CredentialGap(upstream, isNeeded: target != row.Path),
            HeaderGap(bodies, kept),
        ];
        var draft = new CallDraft
        {
            Upstream = row.Upstream,
            Family = upstream?.Family ?? row.Format.Split('.')[0],
            Method = row.Method,
            Target = target,
            BasePath = upstream is not null && IsInside(target, upstream.BasePath) ? upstream.BasePath : null,
            Headers = SentAgain.Of(kept),
            Body = body,
            Chunked = IsChunked(kept),
            ReplayOf = row.Id,
        };
        return new(draft, row, [.. gaps.OfType<DraftGap>().OrderByDescending(g => g.Blocks)]);
    }

    /// <summary>Whether a target lies under the path of a base URL.</summary>
    internal static bool IsInside(string target, string basePath) =>
        target.StartsWith(basePath, StringComparison.Ordinal) && (target.Length == basePath.Length || target[basePath.Length] is '/' or '?');

    private static DraftGap? Never(Exchange row, StoredHeaders kept) =>
        row.Upstream.Length == 0 ? new(DraftGapKind.NeverRouted, DraftText.NeverRouted, Blocks: true)
        : row.Status == StatusCodes.Status101SwitchingProtocols || kept["Upgrade"] is not null ? new(DraftGapKind.Upgrade, DraftText.Upgrade, Blocks: true)
        : null;

    private static (ReadOnlyMemory<byte>? Body, DraftGap? Gap) BodyOf(Exchange row, ExchangeBodies? bodies, StoredHeaders kept)
    {
        if (bodies is null)
        {
            return (null, row.RequestBytes > 0 ? Missing(DraftGapKind.BodyDropped, DraftText.BodyDropped) : null);
        }

        var stored = bodies.RequestBody;
        if (stored.Length < row.RequestBytes)
        {
            return stored.Length == 0
                ? (null, Missing(DraftGapKind.BodyNotKept, row.CaptureReason is { } reason ? With(DraftText.BodyNotKept, Sentences.InWords(reason)) : DraftText.BodyNotThere))
                : (stored, Missing(DraftGapKind.BodyTruncated, With(DraftText.BodyTruncated, Figures.Size(stored.Length), Figures.Size(row.RequestBytes))));
        }

        var declared = long.TryParse(kept["Content-Length"], NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : (long?)null;
        if (declared > row.RequestBytes)
        {
            return (stored, Missing(DraftGapKind.BodyIncomplete, With(DraftText.BodyIncomplete, Figures.Size(row.RequestBytes), Figures.Size(declared.Value))));
        }

        return (stored.Length > 0 || declared is not null || IsChunked(kept) ? new ReadOnlyMemory<byte>(stored) : (ReadOnlyMemory<byte>?)null, null);
    }

    private static DraftGap? UpstreamGap(Exchange row, string target, UpstreamChoice? upstream) =>
        upstream is null ? new(DraftGapKind.UpstreamGone, With(DraftText.UpstreamGone, row.Upstream), Blocks: true) { Fill = DraftFill.Upstream }
        : !IsInside(target, upstream.BasePath)
            ? new(DraftGapKind.TargetOutside, With(DraftText.TargetOutside, upstream.Name, upstream.BasePath), Blocks: true) { Fill = DraftFill.Upstream }
        : null;

    private static DraftGap Redacted(string name) =>
        new(DraftGapKind.RedactedValue, With(DraftText.RedactedValue, name), Blocks: true) { Fill = DraftFill.QueryValue, Name = name };

    // Whether the others brought one is not known: it is never kept. Of a key in the query its place is. Who runs models at home seldom wants one.
    private static DraftGap? CredentialGap(UpstreamChoice? upstream, bool isNeeded) => upstream is { HasCredential: false } && (isNeeded || upstream.Family is not ("ollama" or "llamacpp"))
        ? new(DraftGapKind.NoCredential, With(isNeeded ? DraftText.CredentialNeeded : DraftText.NoCredential, upstream.Name), Blocks: isNeeded) { Fill = DraftFill.Credential }
        : null;

    private static DraftGap? HeaderGap(ExchangeBodies? bodies, StoredHeaders kept) => (bodies, kept.Dropped) switch
    {
        (null, _) => new(DraftGapKind.HeadersLeftOut, DraftText.HeadersDropped, Blocks: false),
        (_, 0) => null,
        (_, 1) => new(DraftGapKind.HeadersLeftOut, DraftText.OneHeaderLeftOut, Blocks: false),
        var (_, count) => new(DraftGapKind.HeadersLeftOut, With(DraftText.HeadersLeftOut, count), Blocks: false),
    };

    private static DraftGap Missing(DraftGapKind kind, string sentence) => new(kind, sentence, Blocks: true) { Fill = DraftFill.Body };

    private static bool IsChunked(StoredHeaders kept) => kept["Transfer-Encoding"]?.Contains("chunked", StringComparison.OrdinalIgnoreCase) == true;

    private static string With(string sentence, params object[] places) => string.Format(CultureInfo.CurrentCulture, sentence, places);
}
