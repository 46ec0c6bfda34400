namespace Observability.Ingest.Proxy;

/// <summary>Which of our routes a target is on.</summary>
internal enum RouteKind
{
    /// <summary><c>/v1/…</c> or <c>/{key}/v1/…</c>: the project's default upstream.</summary>
    Versioned,

    /// <summary><c>/{upstream}/…</c>.</summary>
    Named,

    /// <summary>A route of our own, such as <c>/healthz</c>: not the proxy's business.</summary>
    Fixed,

    /// <summary>No route has this shape.</summary>
    Unknown,

    /// <summary>It cannot be forwarded byte for byte in safety: a dot segment or a control character.</summary>
    Refused,
}
