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
        ExchangeOutcome.ClientAborted => "aborted",
        ExchangeOutcome.UpstreamUnreachable => "offline",
        ExchangeOutcome.UpstreamTimedOut => "timed out",
        ExchangeOutcome.UpstreamBroke => "cut off",
        ExchangeOutcome.StreamError => "stream error",
        ExchangeOutcome.Rejected => "rejected",
        ExchangeOutcome.Interrupted => "interrupted",
        ExchangeOutcome.ServedFromCache => "cached",
    };

    /// <summary>What happened, in a sentence.</summary>
    public static string Sentence(ExchangeOutcome outcome) => outcome switch
    {
        ExchangeOutcome.Completed => "The provider answered and the client got the whole answer.",
        ExchangeOutcome.ClientAborted => "The client closed its connection before it had the whole answer; the call to the provider was cancelled.",
        ExchangeOutcome.UpstreamRefused => "The provider answered with an error, which the client got unchanged.",
        ExchangeOutcome.UpstreamUnreachable => "No connection to the provider could be made; the client got 502.",
        ExchangeOutcome.UpstreamTimedOut => "The provider did not answer in time; the client got 504.",
        ExchangeOutcome.UpstreamBroke => "The provider's answer was cut before its end.",
        ExchangeOutcome.StreamError => "The status said success, then the stream carried an error.",
        ExchangeOutcome.Rejected => "Refused here: a revoked or expired key, a limit, or an upstream that is not configured.",
        ExchangeOutcome.Interrupted => "The proxy's process ended while this was open; what it had recorded by then is kept.",
        ExchangeOutcome.ServedFromCache => "Answered from the response cache, without a call to the provider.",
    };

    /// <summary>What became of the bytes, in a sentence.</summary>
    public static string Sentence(CaptureVerdict capture, string? reason) => capture switch
    {
        CaptureVerdict.Kept => "Both bodies are kept whole.",
        CaptureVerdict.Truncated => "A body was longer than the capture limit: its head is kept, with the size and SHA-256 of the whole.",
        CaptureVerdict.NotKept => $"The bodies were not kept: {reason ?? "no reason was given"}.",
    };

    /// <summary>Who counted the tokens.</summary>
    public static string CountedBy(UsageSource source) => source switch
    {
        UsageSource.Provider => "the provider",
        UsageSource.Estimated => "estimated here",
        UsageSource.None => "nobody",
    };
}
