using Observability.Dashboard.Exchanges;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Tests;

public sealed class ExchangeWindowTests
{
    private readonly List<Exchange> _stored = [.. Enumerable.Range(0, 1250).Select(At)];
    private int _asked;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scrolling_loads_page_after_page_and_ends_where_the_window_is_full()
    {
        var window = Open();
        Assert.Equal(50, window.Rows.Count);
        await window.LoadAsync(120, Cancelled);
        Assert.Equal((150, 2), (window.Rows.Count, _asked));
        await window.LoadAsync(5000, Cancelled);
        Assert.Equal(_stored.Take(ExchangeWindow.MostRows).Select(r => r.Id), window.Rows.Select(r => r.Id));
        Assert.False(window.HasMore);
        Assert.Equal(ExchangeOrder.Newest.After(window.Rows[^1]), window.NextPage);
    }

    [Fact]
    public async Task Two_that_scroll_at_once_load_no_page_twice()
    {
        var window = Open();
        await Task.WhenAll(window.LoadAsync(100, Cancelled), window.LoadAsync(100, Cancelled));
        Assert.Equal((100, 1), (window.Rows.Count, _asked));
    }

    [Fact]
    public void What_arrives_takes_its_place_once_and_the_oldest_make_room()
    {
        var window = Open(ExchangeWindow.MostRows);
        var (newest, late) = (At(-1), At(2));
        late.StartedAt = late.StartedAt.AddMilliseconds(5);
        window.Arrive([newest, late, newest, window.Rows[7]]);
        Assert.Equal(ExchangeWindow.MostRows, window.Rows.Count);
        Assert.Equal(newest.Id, window.Rows[0].Id);
        Assert.Equal(late.Id, window.Rows[3].Id);
        Assert.Equal(window.Rows.OrderByDescending(r => r.StartedAt), window.Rows);
        Assert.Equal(ExchangeOrder.Newest.After(window.Rows[^1]), window.NextPage);
    }

    [Fact]
    public async Task After_a_cut_nothing_is_loaded_by_itself_but_it_looks_on_when_asked_to()
    {
        var back = _stored[49].StartedAt;
        var window = new ExchangeWindow(ExchangeOrder.Newest, new(_stored[..10], ExchangeOrder.Newest.After(_stored[9]), back), Next);
        await window.LoadAsync(100, Cancelled);
        Assert.Equal((10, 0, back, true, false, null), (window.Rows.Count, _asked, window.Cut, window.CanLookOn, window.HasMore, window.NextPage));
        await window.LookOnAsync(Cancelled);
        Assert.Equal((60, null), (window.Rows.Count, window.Cut));
    }

    [Fact]
    public void The_neighbours_of_a_row_are_those_beside_it()
    {
        var window = Open();
        Assert.Equal((window.Rows[4], window.Rows[6], null), (window.Neighbour(window.Rows[5].Id, -1), window.Neighbour(window.Rows[5].Id, 1), window.Neighbour(window.Rows[0].Id, -1)));
        Assert.Null(window.Neighbour(Guid.CreateVersion7(), 1));
    }

    private static Exchange At(int place)
    {
        var at = Some.Noon.AddMilliseconds(-10 * place);
        return new() { Id = Guid.CreateVersion7(at), StartedAt = at };
    }

    private ExchangeWindow Open(int rows = 50) => new(ExchangeOrder.Newest, new(_stored[..rows], ExchangeOrder.Newest.After(_stored[rows - 1]), null), Next);

    private async Task<ExchangePage> Next(ExchangeCursor after, CancellationToken ct)
    {
        _asked++;
        await Task.Yield();
        ct.ThrowIfCancellationRequested();
        var rows = _stored.SkipWhile(r => r.Id != after.Id).Skip(1).Take(50).ToList();
        return new(rows, rows.Count == 50 ? ExchangeOrder.Newest.After(rows[^1]) : null, null);
    }
}
