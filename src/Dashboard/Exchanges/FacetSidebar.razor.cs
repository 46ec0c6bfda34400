using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Ui;
using Observability.Domain.Filters;

namespace Observability.Dashboard.Exchanges;

/// <summary>The sections that are open, and what is known of each. They wait for nobody: one that fails or is late says so and no more.</summary>
public sealed partial class FacetSidebar : IDisposable
{
    private const int MostOpen = 24;

    private readonly Dictionary<string, FacetAnswer> _answers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CancellationTokenSource> _asking = new(StringComparer.Ordinal);
    private IReadOnlyList<Facet> _open = [];
    private ExchangeFilter? _of;

    /// <summary>The list: its filter is edited, and its range and filter are what counts.</summary>
    [Parameter, EditorRequired] public required ExchangeFilter Within { get; set; }

    /// <summary>Asks for the values of a field within that list.</summary>
    [Parameter, EditorRequired] public required ObserveValues Values { get; set; }

    /// <summary>The address of the list under another filter.</summary>
    [Parameter, EditorRequired] public required Func<Filter, string> HrefOf { get; set; }

    /// <summary>Somebody asks for another filter by typing numbers: its canonical text; empty = none.</summary>
    [Parameter, EditorRequired] public EventCallback<string> OnFilter { get; set; }

    private Filter Asked => Within.Terms ?? Filter.None;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var id in _asking.Keys.ToList())
        {
            Forget(id);
        }
    }

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync()
    {
        // Sorted otherwise it is the same list.
        var of = Within with { Order = default };
        if (_of == of)
        {
            return Task.CompletedTask;
        }

        _of = of;
        return Task.WhenAll(_open.Select(AskAsync));
    }

    // The browser says which sections are open; none while the sidebar is hidden.
    private Task ShownAsync(ChangeEventArgs e)
    {
        var ids = (e.Value as string ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString);
        var before = _open.Select(f => f.Id).ToHashSet();
        _open = [.. ids.Select(Facet.Find).OfType<Facet>().DistinctBy(f => f.Id).Take(MostOpen)];
        foreach (var closed in before.Except(_open.Select(f => f.Id)))
        {
            Close(closed);
        }

        return Task.WhenAll(_open.Where(f => !before.Contains(f.Id)).Select(AskAsync));
    }

    private Task ToggleAsync(Facet facet)
    {
        if (_open.Any(f => f.Id == facet.Id))
        {
            _open = [.. _open.Where(f => f.Id != facet.Id)];
            Close(facet.Id);
            return Task.CompletedTask;
        }

        _open = [.. _open.TakeLast(MostOpen - 1), facet];
        return AskAsync(facet);
    }

    private Task SearchAsync((Facet Facet, string Containing) search)
    {
        _answers[search.Facet.Id] = _answers.GetValueOrDefault(search.Facet.Id, FacetAnswer.Opened) with { Containing = search.Containing };
        return AskAsync(search.Facet);
    }

    private async Task AskAsync(Facet facet)
    {
        var before = _answers.GetValueOrDefault(facet.Id, FacetAnswer.Opened);
        Forget(facet.Id);
        _answers[facet.Id] = before with { IsStale = true };
        var asking = _asking[facet.Id] = new();
        var containing = before.Containing.Trim();
        var answer = await Loadable.FromAsync(() => Values(facet.Field, facet.Property, containing.Length == 0 ? null : containing, asking.Token), asking.Token);
        if (_asking.GetValueOrDefault(facet.Id) == asking)
        {
            Forget(facet.Id);
            _answers[facet.Id] = before with { Answer = answer, IsStale = false };
            StateHasChanged();
        }
    }

    private void Close(string id)
    {
        Forget(id);
        _answers.Remove(id);
    }

    private void Forget(string id)
    {
        if (_asking.Remove(id, out var asking))
        {
            asking.Cancel();
            asking.Dispose();
        }
    }
}
