using MediatR;

namespace Observability.Dashboard.Upstreams;

/// <summary>Removes one of the project's own upstreams; false when it has none of this id.</summary>
/// <param name="Id">The upstream.</param>
[Requires(Access.Admin)]
public sealed record RemoveUpstream(Guid Id) : IRequest<bool>;
