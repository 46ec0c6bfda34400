using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Exchanges;

/// <summary>The rows that a reader has come by so far: page after page as the table is scrolled, and those that arrived meanwhile.</summary>
/// <remarks>Not safe for several threads; a page asks from its own.</remarks>
public sealed class ExchangeWindow
{
    /// <summary>Most rows it holds; older ones are on a page of their own.</summary>
    public const int MostRows = 1000;

    private readonly List<Exchange> _rows;
    private readonly HashSet<Guid> _ids;
    private readonly Func<ExchangeCursor, CancellationToken, Task<ExchangePage>> _after;
    private readonly ExchangeOrder _order;
    private ExchangeCursor? _next;
    private Task? _loading;

    /// <summary>The window as it opens.</summary>
    /// <param name="order">The order of the list.</param>
    /// <param name="first">Its first page.</param>
    /// <param name="after">Asks for the page after a place.</param>
    public ExchangeWindow(ExchangeOrder order, ExchangePage first, Func<ExchangeCursor, CancellationToken, Task<ExchangePage>> after)
    {
        (_rows, _next, _after) = ([.. first.Rows], first.Next, after);
        _ids = [.. _rows.Select(r => r.Id)];
        (_order, Cut) = (order, first.Cut);
    }

    /// <summary>A window with all the rows there are to be shown.</summary>
    public static ExchangeWindow Whole(IReadOnlyList<Exchange> rows) =>
        new(ExchangeOrder.Newest, new(rows, null, null), (_, _) => throw new InvalidOperationException("There are no more rows."));

    /// <summary>The rows, in the order of the list.</summary>
    public IReadOnlyList<Exchange> Rows => _rows;

    /// <summary>Where the page after this window begins; null while there is more to load into it, and when there is nothing more at all.</summary>
    public ExchangeCursor? NextPage => HasMore || CanLookOn ? null : _next;

    /// <summary>Whether scrolling on brings more rows.</summary>
    public bool HasMore => _next is not null && !CanLookOn && _rows.Count < MostRows;

    /// <summary>Up to where it was looked when the time for looking was over; null = what is shown is all there is so far.</summary>
    public DateTimeOffset? Cut { get; private set; }

    /// <summary>Whether <see cref="LookOnAsync"/> would look further than <see cref="Cut"/>. What is sorted by a value cannot grow at its end.</summary>
    public bool CanLookOn => Cut is not null && _next is not null && _order.IsOfTime();

    /// <summary>Loads until there are so many rows, or no more.</summary>
    /// <param name="count">Rows wanted.</param>
    /// <param name="ct">Nobody waits any longer.</param>
    public async Task LoadAsync(int count, CancellationToken ct)
    {
        while (_rows.Count < count && HasMore)
        {
            // A table that is scrolled fast asks again before it was answered.
            await (_loading ??= LoadNextAsync(ct));
        }
    }

    /// <summary>Looks on from where the time for looking was over.</summary>
    public Task LookOnAsync(CancellationToken ct) => _loading ??= LoadNextAsync(ct);

    /// <summary>Takes in rows that arrived, each at its place, newest first; those the window has already are left out.</summary>
    public void Arrive(IEnumerable<Exchange> rows)
    {
        foreach (var row in rows.Where(r => _ids.Add(r.Id)))
        {
            // Nearly always at or near the top.
            var at = _rows.FindIndex(r => r.StartedAt < row.StartedAt || (r.StartedAt == row.StartedAt && r.Id.CompareTo(row.Id) < 0));
            _rows.Insert(at < 0 ? _rows.Count : at, row);
        }

        if (_rows.Count > MostRows)
        {
            _rows.RemoveRange(MostRows, _rows.Count - MostRows);
            _next = ExchangeOrder.Newest.After(_rows[^1]);
        }
    }

    /// <summary>The row so many places below another; null when the window has none there.</summary>
    public Exchange? Neighbour(Guid id, int step)
    {
        var at = _rows.FindIndex(r => r.Id == id);
        return at >= 0 && at + step >= 0 && at + step < _rows.Count ? _rows[at + step] : null;
    }

    private async Task LoadNextAsync(CancellationToken ct)
    {
        try
        {
            var page = await _after(_next!, ct);
            _rows.AddRange(page.Rows.Where(r => _ids.Add(r.Id)));
            (_next, Cut) = (page.Next, page.Cut);
        }
        finally
        {
            _loading = null;
        }
    }
}
