namespace Observability.Ingest.Proxy;

/// <summary>The client's body could not be read to its end, or the client stopped reading ours.</summary>
/// <param name="clientGone">True: the client closed its connection. False: what it sent is not a well-formed HTTP body.</param>
/// <param name="inner">What the web server said.</param>
internal sealed class ClientBodyException(bool clientGone, Exception inner) : Exception(inner.Message, inner)
{
    /// <summary>True: the client closed its connection. False: what it sent is not a well-formed HTTP body.</summary>
    public bool ClientGone => clientGone;
}
