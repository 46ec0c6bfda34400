using System.Globalization;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;

namespace Observability.Dashboard.Exchanges;

/// <summary>What the product says about each way an exchange can end.</summary>
public static class OutcomeWords
{
    /// <summary>How it looks: <c>ok</c>, <c>warn</c> or <c>error</c>.</summary>
    public static string Tone(ExchangeOutcome outcome) => outcome switch
    {
        ExchangeOutcome.Completed or ExchangeOutcome.ServedFromCache => "ok",
        ExchangeOutcome.ClientAborted or ExchangeOutcome.Interrupted => "warn",
        ExchangeOutcome.UpstreamRefused or ExchangeOutcome.UpstreamUnreachable or ExchangeOutcome.UpstreamTimedOut
            or ExchangeOutcome.UpstreamBroke or ExchangeOutcome.StreamError or ExchangeOutcome.Rejected => "error",
    };

    /// <summary>One or two words for a row; null when the status says it all.</summary>
    public static string? Brief(ExchangeOutcome outcome) => outcome switch
    {
        ExchangeOutcome.Completed or ExchangeOutcome.UpstreamRefused => null,
        ExchangeOutcome.ClientAborted => OutcomeText.Aborted,
        ExchangeOutcome.UpstreamUnreachable => OutcomeText.Offline,
        ExchangeOutcome.UpstreamTimedOut => OutcomeText.TimedOut,
        ExchangeOutcome.UpstreamBroke => OutcomeText.CutOff,
        ExchangeOutcome.StreamError => OutcomeText.StreamError,
        ExchangeOutcome.Rejected => OutcomeText.Rejected,
        ExchangeOutcome.Interrupted => OutcomeText.Interrupted,
        ExchangeOutcome.ServedFromCache => OutcomeText.Cached,
    };

    /// <summary>What happened, in a sentence.</summary>
    public static string Sentence(ExchangeOutcome outcome) => outcome switch
    {
        ExchangeOutcome.Completed => OutcomeText.CompletedSentence,
        ExchangeOutcome.ClientAborted => OutcomeText.AbortedSentence,
        ExchangeOutcome.UpstreamRefused => OutcomeText.RefusedSentence,
        ExchangeOutcome.UpstreamUnreachable => OutcomeText.UnreachableSentence,
        ExchangeOutcome.UpstreamTimedOut => OutcomeText.TimedOutSentence,
        ExchangeOutcome.UpstreamBroke => OutcomeText.BrokeSentence,
        ExchangeOutcome.StreamError => OutcomeText.StreamErrorSentence,
        ExchangeOutcome.Rejected => OutcomeText.RejectedSentence,
        ExchangeOutcome.Interrupted => OutcomeText.InterruptedSentence,
        ExchangeOutcome.ServedFromCache => OutcomeText.CachedSentence,
    };

    /// <summary>What became of the bytes, in a sentence.</summary>
    public static string Sentence(CaptureVerdict capture, string? reason) => capture switch
    {
        CaptureVerdict.Kept => OutcomeText.KeptSentence,
        CaptureVerdict.Truncated => OutcomeText.TruncatedSentence,
        CaptureVerdict.NotKept => string.Format(CultureInfo.CurrentCulture, OutcomeText.NotKeptSentence, reason ?? OutcomeText.NoReason),
    };

    /// <summary>Who counted the tokens.</summary>
    public static string CountedBy(UsageSource source) => source switch
    {
        UsageSource.Provider => OutcomeText.CountedByProvider,
        UsageSource.Estimated => OutcomeText.CountedHere,
        UsageSource.None => OutcomeText.CountedByNobody,
    };
}
