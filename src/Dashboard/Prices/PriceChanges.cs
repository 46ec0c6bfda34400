using System.Globalization;
using MediatR;
using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Revisions;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;
using Observability.Dashboard.Upstreams;
using Observability.Domain.Pricing;
using Observability.Domain.Revisions;

namespace Observability.Dashboard.Prices;

/// <summary>What somebody on a page about prices is about to change: which dialog is open, and what comes of it. <see cref="PriceDialogs"/> draws it.</summary>
/// <param name="messages">The way to the data.</param>
/// <param name="callers">Who looks at the page.</param>
/// <param name="navigation">Leads to the revision that was ordered.</param>
public sealed class PriceChanges(Messages messages, CallerSource callers, NavigationManager navigation)
{
    /// <summary>The price in the form; null = it is closed.</summary>
    public SavePrice? Price { get; private set; }

    /// <summary>The terms in the form; null = it is closed.</summary>
    public SaveTerms? Terms { get; private set; }

    /// <summary>The price to be removed if it is confirmed.</summary>
    public OwnPrice? RemovedPrice { get; private set; }

    /// <summary>The terms to be removed if it is confirmed.</summary>
    public UpstreamTerms? RemovedTerms { get; private set; }

    /// <summary>The revision to be ordered; null = none is offered.</summary>
    public OrderRevision? Order { get; private set; }

    /// <summary>Why it is offered; null = somebody asked for it.</summary>
    public string? Lead { get; private set; }

    /// <summary>What went wrong; null when nothing did.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether an answer is awaited.</summary>
    public bool Busy { get; private set; }

    /// <summary>Whether the caller may change anything.</summary>
    public bool Allowed { get; private set; }

    /// <summary>Names of the project's upstreams.</summary>
    public IReadOnlyList<string> Upstreams { get; private set; } = [];

    /// <summary>Learns what the forms need to know.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        Allowed = (await callers.CurrentAsync(ct)).Access >= Access.Admin;
        Upstreams = [.. (await AskAsync(new ListUpstreams(), ct)).Select(u => u.Name)];
    }

    /// <summary>Opens the form of a price.</summary>
    public void Edit(SavePrice price) => Price = price;

    /// <summary>Opens the form of terms.</summary>
    public void Edit(SaveTerms terms) => Terms = terms;

    /// <summary>Asks whether a price shall go.</summary>
    public void Remove(OwnPrice price) => RemovedPrice = price;

    /// <summary>Asks whether terms shall go.</summary>
    public void Remove(UpstreamTerms terms) => RemovedTerms = terms;

    /// <summary>Opens the form of an order.</summary>
    /// <param name="order">What it begins with.</param>
    /// <param name="lead">Why it is offered; null = somebody asked for it.</param>
    public void Offer(OrderRevision order, string? lead) => (Order, Lead) = (order, lead);

    /// <summary>Closes whatever is open.</summary>
    public void Close() => (Price, Terms, RemovedPrice, RemovedTerms, Order, Lead, Problem) = (null, null, null, null, null, null, null);

    /// <summary>Saves the price; true when it is saved, and repricing is offered.</summary>
    public async Task<bool> SaveAsync(SavePrice price, CancellationToken ct)
    {
        Price = price;
        var saved = await TryAsync(() => AskAsync(price, ct), s => s.Refusal ?? (s.Price is null ? OwnPricesText.Gone : null), ct);
        return saved?.Concerns is { } concerns && OfferFor(concerns, OwnPricesText.Saved);
    }

    /// <summary>Saves the terms; true when they are saved, and repricing is offered.</summary>
    public async Task<bool> SaveAsync(SaveTerms terms, CancellationToken ct)
    {
        Terms = terms;
        var saved = await TryAsync(() => AskAsync(terms, ct), s => s.Refusal, ct);
        return saved is not null && OfferFor(new(null, null, terms.Upstream, null), TermsText.Saved);
    }

    /// <summary>Removes what was asked about; true when it is gone, and repricing is offered.</summary>
    public async Task<bool> RemoveAsync(CancellationToken ct)
    {
        if (RemovedPrice is { } price)
        {
            var concerned = await TryAsync(async () => await AskAsync(new RemovePrice(price.Id), ct) ?? RepricingRange.Of(price), _ => null, ct);
            return concerned is not null && OfferFor(concerned, OwnPricesText.Removed);
        }

        var terms = RemovedTerms!;
        var upstream = await TryAsync(async () => await AskAsync(new RemoveTerms(terms.Id), ct) ?? terms.Upstream, _ => null, ct);
        return upstream is not null && OfferFor(new(null, null, terms.Upstream, null), TermsText.Removed);
    }

    /// <summary>Orders the revision and leads to it.</summary>
    public async Task OrderAsync(OrderRevision order, CancellationToken ct)
    {
        Order = order;
        if ((await TryAsync(() => AskAsync(order, ct), o => o.Refusal, ct))?.Revision is { } revision)
        {
            Close();
            navigation.NavigateTo($"/prices/revisions/{revision.Id}");
        }
    }

    private bool OfferFor(RepricingRange range, string done)
    {
        Close();
        Offer(new(RevisionKind.Reprice, range.From, range.To, range.Upstream, null, range.Model), string.Format(CultureInfo.CurrentCulture, OrderText.Offer, done));
        return true;
    }

    private async Task<T?> TryAsync<T>(Func<Task<T>> ask, Func<T, string?> refusal, CancellationToken ct)
        where T : class
    {
        Busy = true;
        var answer = await Loadable.FromAsync(ask, ct);
        (Busy, Problem) = (false, answer.Problem ?? (answer.Value is { } value ? refusal(value) : null));
        return Problem is null ? answer.Value : null;
    }

    private Task<T> AskAsync<T>(IRequest<T> message, CancellationToken ct) => messages.SendAsync(callers, message, ct);
}
