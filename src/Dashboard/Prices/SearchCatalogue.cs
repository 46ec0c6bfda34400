using MediatR;
using Observability.Domain.Pricing;

namespace Observability.Dashboard.Prices;

/// <summary>Published prices that this build knows, searched.</summary>
/// <param name="Text">Words that provider, model or an alias of it must contain, in any order; empty = everything.</param>
/// <param name="Skip">How many are left out at the start.</param>
/// <param name="Limit">Rows at most, 1 to <see cref="MaxLimit"/>.</param>
[Requires(Access.Read)]
public sealed record SearchCatalogue(string Text, int Skip, int Limit) : IRequest<CatalogueExtract>
{
    /// <summary>Most rows of one page.</summary>
    public const int MaxLimit = 1000;
}

/// <summary>A part of the catalogue.</summary>
/// <param name="Prices">The prices found, by provider, model and newest start.</param>
/// <param name="Found">How many were found in all.</param>
/// <param name="Known">How many the catalogue has.</param>
public sealed record CatalogueExtract(IReadOnlyList<CataloguePrice> Prices, int Found, int Known);

internal sealed class SearchCatalogueHandler : IRequestHandler<SearchCatalogue, CatalogueExtract>
{
    public Task<CatalogueExtract> Handle(SearchCatalogue request, CancellationToken cancellationToken)
    {
        var words = request.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var found = PriceCatalogue.All.Where(p => words.All(w => Names(p, w)))
            .OrderBy(p => p.Provider, StringComparer.Ordinal).ThenBy(p => p.Model, StringComparer.Ordinal).ThenByDescending(p => p.StartsAt ?? DateTimeOffset.MinValue)
            .ToList();
        return Task.FromResult(new CatalogueExtract([.. found.Skip(request.Skip).Take(request.Limit)], found.Count, PriceCatalogue.All.Count));
    }

    private static bool Names(CataloguePrice price, string word) =>
        Has(price.Model, word) || Has(price.Provider, word) || price.Aliases.Any(a => Has(a, word)) || Has(PriceCatalogue.Find(price.Provider)?.Name ?? "", word);

    private static bool Has(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);
}
