namespace Observability.Domain.Keys;

/// <summary>What a key may do.</summary>
public enum KeyKind
{
    /// <summary>Ingest only; gets nothing back but the upstream's answer to its own call.</summary>
    Write,

    /// <summary>Read the API.</summary>
    Read,

    /// <summary>Read and change through the API.</summary>
    Admin,
}
