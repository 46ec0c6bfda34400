namespace Observability.Domain.Exchanges;

/// <summary>How an exchange ended. Closed: each exchange ends in exactly one of these, stored, counted and shown.</summary>
public enum ExchangeOutcome
{
    /// <summary>The provider answered below 400 and its whole answer reached the client.</summary>
    Completed,

    /// <summary>The client closed its connection before it had the whole answer; the upstream call was cancelled.</summary>
    ClientAborted,

    /// <summary>The provider answered 400 or above; its answer was passed through.</summary>
    UpstreamRefused,

    /// <summary>No connection to the provider could be made (name, network, TLS or our outbound wall); the client got 502.</summary>
    UpstreamUnreachable,

    /// <summary>The provider was connected but did not answer in time; the client got 504.</summary>
    UpstreamTimedOut,

    /// <summary>The provider's answer was reset or cut before its end; the client's connection was aborted too.</summary>
    UpstreamBroke,

    /// <summary>The status said success, the stream then carried an error.</summary>
    StreamError,

    /// <summary>We refused it: a revoked or expired key, a limit, a budget, an upstream that is not configured.</summary>
    Rejected,

    /// <summary>Our own process ended while the exchange was open; after a kill only its request is known, after a stop what had passed by then.</summary>
    Interrupted,

    /// <summary>Answered from the response cache, without a call upstream.</summary>
    ServedFromCache,
}
