using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Observability.Domain;
using Observability.Domain.Filters;

namespace Observability.Dashboard.Ui;

/// <summary>Pills, and a line to type in. Its state is what is being typed and where; what holds is the page's.</summary>
public sealed partial class FilterBox : IDisposable
{
    // How much of a long term is shown; CSS clips what is wider than the box.
    private const int MostShown = 160;
    private const int MostRecent = 8;

    private IReadOnlyList<Filter> _parts = [];
    private int _at;
    private string _typed = "";
    private string? _given;
    private Filter? _edited;
    private bool _plain;
    private bool _entered;
    private FilterError? _error;
    private IReadOnlyList<FilterSuggestion> _ways = [];
    private IReadOnlyList<string> _recent = [];
    private string? _note;
    private CancellationTokenSource? _looking;

    /// <summary>The filter in force, as the address has it; null = none. One that cannot be read is shown with its error.</summary>
    [Parameter, EditorRequired] public string? Text { get; set; }

    /// <summary>Somebody asks for another filter: its canonical text; empty = none.</summary>
    [Parameter, EditorRequired] public EventCallback<string> OnFilter { get; set; }

    /// <summary>Which values there are in what the page shows; null = only names and words are suggested.</summary>
    [Parameter] public ObserveValues? Values { get; set; }

    private string? Invalid => _error is null ? null : "true";

    private string? Wrong => _error is null ? null : FilterProblem.Id;

    /// <inheritdoc/>
    public void Dispose() => Forget();

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        // A page that draws itself again gives the same text: what is being typed stays.
        if (_given != (Text ?? ""))
        {
            _given = Text ?? "";
            Reset();
        }
    }

    private static string Named(string words, Filter part) => string.Format(CultureInfo.CurrentCulture, words, VisibleText.Of(Shown(part)));

    private static string Shown(Filter part) => StoredText.OneLine(part.ToString(), MostShown);

    // As the address has it. A text that cannot be read stands as it is, to be mended.
    private void Reset()
    {
        Forget();
        (var filter, _error) = Filter.Parse(_given ?? "");
        _edited = null;
        _parts = _plain ? [] : filter?.Parts ?? [];
        _typed = _plain ? _given ?? "" : filter is null ? _given! : "";
        _at = _parts.Count;
        Offer();
    }

    private void Edit(int place)
    {
        // What was being typed instead is left where the address has it.
        var part = _parts[place];
        var parts = Filter.Parse(_given ?? "").Filter?.Parts ?? [];
        var at = parts.ToList().IndexOf(part);
        (_edited, _at, _typed, _error) = (part, Math.Max(0, at), part.ToString(), null);
        _parts = [.. parts.Where(p => !p.Equals(part))];
        Offer();
    }

    private async Task RemoveAsync(Filter part)
    {
        Forget();
        await OnFilter.InvokeAsync(Filter.OfParts((Filter.Parse(_given ?? "").Filter ?? Filter.None).Parts.Where(p => !p.Equals(part))).ToString());
    }

    private async Task SubmitAsync()
    {
        Forget();
        (var typed, _error) = Filter.Parse(_typed);
        if (typed is null)
        {
            return;
        }

        // What all together cannot be read back is not asked for.
        var whole = Filter.OfParts([.. _parts.Take(_at), typed, .. _parts.Skip(_at)]).ToString();
        _error = Filter.Parse(whole).Error;
        if (_error is not null)
        {
            return;
        }

        if (whole == _given)
        {
            Reset();
        }

        await OnFilter.InvokeAsync(whole);
    }

    private async Task ClearAsync()
    {
        Forget();
        (_parts, _at, _typed, _error, _edited) = ([], 0, "", null, null);
        Offer();
        await OnFilter.InvokeAsync("");
    }

    private async Task TakeAsync(FilterError error, string meant)
    {
        _typed = _typed[..(error.Column - 1)] + meant + _typed[(error.Column - 1 + error.Length)..];
        await SubmitAsync();
    }

    private void TurnPlain()
    {
        _plain = !_plain;
        Reset();
    }

    // The reader came to the box, and brings what they asked for lately.
    private void Entered(ChangeEventArgs e)
    {
        _entered = true;
        _recent = [.. Recent(e.Value as string).Where(r => Filter.Parse(r).Filter is { IsEmpty: false }).Take(MostRecent)];
        Offer();
    }

    private static List<string> Recent(string? json)
    {
        try
        {
            return JsonSerializer.Deserialize<List<string>>(json ?? "[]") ?? [];
        }
        catch (JsonException)
        {
            // What a browser keeps may have been written by anything.
            return [];
        }
    }

    private void Offer() => (_ways, _note) = (_entered ? FilterSuggestions.For(_typed) : [], null);

    private async Task SuggestAsync()
    {
        Forget();
        (_error, _entered) = (null, true);
        Offer();
        if (Values is null || FilterSuggestions.Wanted(_typed) is not var (field, property, containing))
        {
            return;
        }

        var (typed, looking) = (_typed, _looking = new());
        _note = FilterBoxText.Looking;
        var answer = await Loadable.FromAsync(() => Values(field, property, containing.Length == 0 ? null : containing, looking.Token), looking.Token);
        if (_looking != looking)
        {
            return;
        }

        _note = answer.Value is not { IsKnown: true } known ? FilterBoxText.NotAvailable
            : known.Among is { } among ? string.Format(CultureInfo.CurrentCulture, FilterBoxText.AmongNewest, Figures.Count(among)) : null;
        if (answer.Value is { } values)
        {
            _ways = [.. FilterSuggestions.Observed(typed, field, property, values), .. _ways];
        }
    }

    private void Forget()
    {
        _looking?.Cancel();
        _looking?.Dispose();
        _looking = null;
    }
}
