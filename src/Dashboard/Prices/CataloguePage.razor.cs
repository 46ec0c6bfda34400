using System.Globalization;
using Microsoft.AspNetCore.Components;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;
using Observability.Dashboard.Upstreams;
using Observability.Domain.Pricing;

namespace Observability.Dashboard.Prices;

/// <summary>Published prices, searched; and what a call would cost.</summary>
public sealed partial class CataloguePage(Messages messages, CallerSource callers, NavigationManager navigation)
{
    private const int PageRows = 50;

    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _untilLeft;
    private Loadable<CatalogueExtract> _page = Loadable.Loading<CatalogueExtract>();
    private IReadOnlyList<string> _upstreams = [];
    private WhatWouldItCost _question = new("openai", "", 1000, 500);
    private Loadable<Priced>? _answer;
    private string _text = "";

    /// <summary>What is searched for.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    public string? Q { get; set; }

    /// <summary>How many are left out at the start.</summary>
    [SupplyParameterFromQuery(Name = "skip")]
    public string? SkipText { get; set; }

    private int Skip => int.TryParse(SkipText, out var skip) && skip >= 0 ? skip : 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => (_untilLeft, _text) = (_gone.Token, Q ?? "");

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync() => ListAsync();

    private static string Address(string? text, int skip) => (string.IsNullOrEmpty(text), skip) switch
    {
        (true, 0) => "/prices/catalogue",
        (true, _) => $"/prices/catalogue?skip={skip}",
        (false, 0) => $"/prices/catalogue?q={Uri.EscapeDataString(text!)}",
        _ => $"/prices/catalogue?q={Uri.EscapeDataString(text!)}&skip={skip}",
    };

    private string Shown(CatalogueExtract page) => string.Format(
        CultureInfo.CurrentCulture, page.Found < page.Known ? CatalogueText.Found : CatalogueText.Shown,
        Figures.Count(Skip + 1), Figures.Count(Skip + page.Prices.Count), Figures.Count(page.Found), Figures.Count(page.Known));

    private void Search() => navigation.NavigateTo(Address(_text.Trim(), 0), replace: true);

    private async Task ListAsync() => _page = await Loadable.FromAsync(async () =>
    {
        if (_upstreams.Count == 0)
        {
            _upstreams = [.. (await messages.SendAsync(callers, new ListUpstreams(), _untilLeft)).Select(u => u.Name)];
        }

        return await messages.SendAsync(callers, new SearchCatalogue(Q ?? "", Skip, PageRows), _untilLeft);
    }, _untilLeft);

    private async Task AskAsync(WhatWouldItCost question)
    {
        _question = question;
        _answer = await Loadable.FromAsync(() => messages.SendAsync(callers, question, _untilLeft), _untilLeft);
    }
}
