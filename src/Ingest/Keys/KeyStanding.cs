namespace Observability.Ingest.Keys;

/// <summary>Whether a key may be used at a moment.</summary>
public enum KeyStanding
{
    /// <summary>It may.</summary>
    Valid,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>Somebody revoked it.</summary>
    Revoked,
}
