namespace Observability.Domain.Filters;

/// <summary>
/// The time that a statement keeps to anyway. Said to the filter as well, words are looked for in that time's texts first and rows are fetched for
/// what is found; otherwise the texts are looked up row by row. The meaning is the same.
/// </summary>
/// <param name="From">Exchanges that started at or after it.</param>
/// <param name="To">Exchanges that started before it.</param>
public readonly record struct FilterWindow(DateTimeOffset From, DateTimeOffset To);
