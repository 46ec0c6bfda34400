using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Live;

/// <summary>What happened since the batch before, as one subscriber's filter keeps it.</summary>
/// <param name="Arrived">Exchanges that were stored, newest first by their start. One that a list has already may come again.</param>
/// <param name="Running">All that run now, newest first, at most <see cref="TailSubscription.MostRows"/>. None of them is in <paramref name="Arrived"/>.</param>
/// <param name="Missed">Whether more happened than this says (too much at once, a lost connection, a pause): read the list anew. <paramref name="Arrived"/> is empty then.</param>
public sealed record TailBatch(IReadOnlyList<Exchange> Arrived, IReadOnlyList<RunningExchange> Running, bool Missed);
