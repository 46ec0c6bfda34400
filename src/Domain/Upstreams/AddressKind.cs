namespace Observability.Domain.Upstreams;

/// <summary>How far from us an address is, as far as that matters for calling it.</summary>
public enum AddressKind
{
    /// <summary>On the internet.</summary>
    Public,

    /// <summary>On this machine or in a private network; reached only where an admin allowed it.</summary>
    Private,

    /// <summary>Link-local, metadata, multicast and the like: no provider lives there, and secrets do. Never reached.</summary>
    Forbidden,
}
