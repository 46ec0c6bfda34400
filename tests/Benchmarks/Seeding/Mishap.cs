using Observability.Domain.Exchanges;

namespace Observability.Benchmarks.Seeding;

/// <summary>A way an exchange fails.</summary>
/// <param name="Outcome">How it ends on the wire.</param>
/// <param name="Status">What the client is told; null = nothing, or what a stream said before it broke.</param>
/// <param name="Code">The provider's word for it.</param>
/// <param name="Says">The provider's sentence, or ours where no provider answered.</param>
/// <param name="Share">Its part of all that fail.</param>
internal sealed record Mishap(ExchangeOutcome Outcome, int? Status, string Code, string Says, double Share)
{
    private static readonly Mishap[] All =
    [
        new(ExchangeOutcome.UpstreamRefused, 429, "rate_limit_exceeded", "Rate limit reached for requests per minute. Please try again later.", 0.30),
        new(ExchangeOutcome.UpstreamRefused, 500, "server_error", "The server had an error while processing your request.", 0.10),
        new(ExchangeOutcome.UpstreamRefused, 503, "overloaded_error", "The model is overloaded. Please try again later.", 0.06),
        new(ExchangeOutcome.UpstreamRefused, 400, "context_length_exceeded", "This model's maximum context length is 128000 tokens.", 0.10),
        new(ExchangeOutcome.UpstreamRefused, 401, "invalid_api_key", "Incorrect API key provided.", 0.03),
        new(ExchangeOutcome.UpstreamTimedOut, 504, "timeout", "The upstream did not answer within 600 s.", 0.09),
        new(ExchangeOutcome.UpstreamUnreachable, 502, "unreachable", "Connection refused.", 0.05),
        new(ExchangeOutcome.UpstreamBroke, null, "broke", "The upstream ended the connection in the middle of its answer.", 0.06),
        new(ExchangeOutcome.Completed, null, "server_error", "The server had an error while streaming.", 0.06),
        new(ExchangeOutcome.ClientAborted, null, "aborted", "The client closed its connection.", 0.12),
        new(ExchangeOutcome.Rejected, 401, "expired_key", "This key has expired.", 0.02),
        new(ExchangeOutcome.Interrupted, null, "interrupted", "The ingest process ended while this exchange was open.", 0.01),
    ];

    /// <summary>Whether it happens while the answer is on its way, which then is half there.</summary>
    public bool IsMidway => Outcome is ExchangeOutcome.UpstreamBroke or ExchangeOutcome.ClientAborted or ExchangeOutcome.Completed;

    /// <summary>Whether the stream itself says so.</summary>
    public bool IsSaidByStream => Outcome == ExchangeOutcome.Completed;

    /// <summary>One of them, by their shares.</summary>
    public static Mishap Draw(Dice dice)
    {
        var share = dice.Share() * All.Sum(m => m.Share);
        return All.FirstOrDefault(m => (share -= m.Share) < 0) ?? All[0];
    }
}
