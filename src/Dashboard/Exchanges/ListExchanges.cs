using MediatR;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Exchanges;

/// <summary>One page of the project's exchanges, newest first unless said otherwise, by keyset.</summary>
/// <param name="Filter">What to keep.</param>
/// <param name="Cursor">Where to go on: the <see cref="ExchangePage.Next"/> of the page before; null = from the start.</param>
/// <param name="Limit">Rows at most, 1 to 1000.</param>
[Requires(Access.Read)]
public sealed record ListExchanges(ExchangeFilter Filter, ExchangeCursor? Cursor, int Limit) : IRequest<ExchangePage>;

/// <summary>A page of rows.</summary>
/// <param name="Rows">The rows, in the order asked for. Bodies are not read.</param>
/// <param name="Next">Cursor of the next page; null = there is none.</param>
public sealed record ExchangePage(IReadOnlyList<Exchange> Rows, ExchangeCursor? Next);
