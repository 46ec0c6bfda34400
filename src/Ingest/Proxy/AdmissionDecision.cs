using Observability.Ingest.Keys;

namespace Observability.Ingest.Proxy;

/// <summary>Whether a request may go upstream.</summary>
/// <param name="Key">The key it came with, when we know it: then the exchange is recorded, also if it is refused.</param>
/// <param name="Call">The call to forward; null when it is refused.</param>
/// <param name="Refusal">What the client is told; null when it is admitted.</param>
internal readonly record struct AdmissionDecision(KnownKey? Key, AdmittedCall? Call, ClientError? Refusal);
