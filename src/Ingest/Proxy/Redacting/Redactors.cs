using Observability.Domain;
using Observability.Domain.Redaction;
using Observability.Ingest.Keys;

namespace Observability.Ingest.Proxy.Redacting;

/// <summary>Gives each project the redaction it asked for.</summary>
/// <param name="masterKey">Of what pseudonyms are made; asked for only where a project wants them.</param>
internal sealed class Redactors(Lazy<Sensitive<byte[]>> masterKey)
{
    /// <summary>The redactor of a key's project; null = everything is kept as it crosses the wire.</summary>
    public Redactor? Of(KnownKey key) => key.Redaction switch
    {
        RedactionMode.Full => null,
        RedactionMode.Hash => new(RedactionMode.Hash, new Pseudonyms(masterKey.Value, key.ProjectId)),
        var mode => new(mode, null),
    };
}
