using MediatR;

namespace Observability.Dashboard.Keys;

/// <summary>Revokes a key for good; every ingest refuses it within seconds. False when the project has no such key that still works.</summary>
/// <param name="Id">The key.</param>
[Requires(Access.Admin)]
public sealed record RevokeKey(Guid Id) : IRequest<bool>;
