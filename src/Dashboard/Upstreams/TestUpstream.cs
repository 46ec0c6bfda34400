using MediatR;

namespace Observability.Dashboard.Upstreams;

/// <summary>Asks an upstream for its model list with its stored credential, through the same outbound wall as the proxy.</summary>
/// <param name="Id">The upstream.</param>
[Requires(Access.Admin)]
public sealed record TestUpstream(Guid Id) : IRequest<UpstreamTest>;

/// <summary>What came of it.</summary>
/// <param name="Reachable">Whether any HTTP answer came.</param>
/// <param name="Status">Its status; null when none came.</param>
/// <param name="Latency">Until the head of the answer.</param>
/// <param name="Message">A sentence: what happened and, when it did not work, what to do.</param>
public sealed record UpstreamTest(bool Reachable, int? Status, TimeSpan Latency, string Message);
