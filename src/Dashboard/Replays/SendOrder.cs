using Observability.Domain;

namespace Observability.Dashboard.Replays;

/// <summary>Who sends a call, under which id, and with what credential.</summary>
/// <param name="Id">
/// The id its exchange will have. Ingest sends a call of one id once: the second time it answers 409, <c>already_sent</c>, and asks no upstream. So
/// a sender that is not sure whether it has sent something sends it again under the same id.
/// </param>
/// <param name="ProjectId">The project that pays.</param>
/// <param name="User">The end user of the exchange: the account or key that ordered it.</param>
/// <param name="Credential">A credential for this call only; null = the one stored for the upstream. It is never stored.</param>
public sealed record SendOrder(Guid Id, Guid ProjectId, string User, Sensitive<string>? Credential);
