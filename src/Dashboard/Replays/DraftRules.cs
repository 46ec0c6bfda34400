using System.Buffers;
using System.Globalization;
using Observability.Domain.Upstreams;

namespace Observability.Dashboard.Replays;

/// <summary>Which calls can be put into HTTP at all; asked before anything of one is sent.</summary>
public static class DraftRules
{
    private static readonly SearchValues<char> Token = SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    private static readonly SearchValues<char> NeverInAValue = SearchValues.Create("\r\n\0");

    /// <summary>Null when the call can be sent; otherwise a sentence that says why not.</summary>
    public static string? Refuse(CallDraft draft)
    {
        if (UpstreamName.Refuse(draft.Upstream) is not null)
        {
            return With(DraftText.UpstreamGone, draft.Upstream);
        }

        if (draft.Method.Length == 0 || draft.Method.AsSpan().ContainsAnyExcept(Token) || draft.Method is "CONNECT" or "TRACE")
        {
            return With(DraftText.BadMethod, draft.Method);
        }

        if (!draft.Target.StartsWith('/') || draft.Target.AsSpan().ContainsAnyExceptInRange('!', '~') || draft.Target.Contains('#', StringComparison.Ordinal))
        {
            return DraftText.BadTarget;
        }

        if (Uri.UnescapeDataString(draft.Target.Split('?')[0]).Split('/', '\\').Any(s => s is "." or ".."))
        {
            return DraftText.DotSegment;
        }

        return draft.Headers.Select(Refuse).FirstOrDefault(r => r is not null);
    }

    private static string? Refuse(KeyValuePair<string, string> header) =>
        header.Key.Length == 0 || header.Key.AsSpan().ContainsAnyExcept(Token) ? With(DraftText.BadHeaderName, header.Key)
        : SentAgain.IsLeftOut(header.Key) ? With(DraftText.HeaderNotYours, header.Key)
        : header.Value.AsSpan().ContainsAny(NeverInAValue) || header.Value.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff') ? With(DraftText.BadHeaderValue, header.Key)
        : null;

    private static string With(string sentence, string what) => string.Format(CultureInfo.CurrentCulture, sentence, what);
}
