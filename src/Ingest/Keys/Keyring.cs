namespace Observability.Ingest.Keys;

/// <summary>Every key, in memory: the proxy asks only this.</summary>
public sealed class Keyring
{
    /// <summary>The key with this text, or null when it has no valid checksum or is not known. No database is asked.</summary>
    public KnownKey? Find(string text) => throw new InvalidOperationException(text);
}
