using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Ui;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Filters;

namespace Observability.Dashboard.Exchanges;

/// <summary>The text around what a filter found in the messages of these rows, of those whose previews don't show it.</summary>
/// <param name="Rows">Rows of one page, at most <see cref="MaxRows"/>.</param>
/// <param name="Filter">What found them.</param>
[Requires(Access.Read, Bodies = true)]
public sealed record TextSnippets(IReadOnlyList<Exchange> Rows, Filter Filter) : IRequest<IReadOnlyDictionary<Guid, TextSnippet>>
{
    /// <summary>Most rows of one question.</summary>
    public const int MaxRows = 200;
}

/// <summary>Where in the messages of an exchange the words are that were looked for.</summary>
/// <param name="Input">The text around them in what was asked; null = they are not there, or the preview shows them.</param>
/// <param name="Output">The same in what was answered.</param>
public sealed record TextSnippet(string? Input, string? Output);

internal sealed class TextSnippetsHandler(ObservabilityDb db, Caller caller) : IRequestHandler<TextSnippets, IReadOnlyDictionary<Guid, TextSnippet>>
{
    public async Task<IReadOnlyDictionary<Guid, TextSnippet>> Handle(TextSnippets request, CancellationToken cancellationToken)
    {
        if (request.Rows.Count > TextSnippets.MaxRows)
        {
            throw new ArgumentOutOfRangeException(nameof(request), request.Rows.Count, $"Snippets are of at most {TextSnippets.MaxRows} rows.");
        }

        var words = FilterWord.Of(request.Filter);
        var hidden = request.Rows.Where(r => words.Any(w => !IsShown(w, r))).ToDictionary(r => r.Id);
        var found = new Dictionary<Guid, TextSnippet>();
        if (hidden.Count == 0)
        {
            return found;
        }

        // The times let PostgreSQL leave partitions out.
        var (ids, starts) = (hidden.Keys.ToList(), hidden.Values.Select(r => r.StartedAt.ToUniversalTime()).Distinct().ToList());
        var texts = db.ExchangeTexts.Where(t => ids.Contains(t.Id) && starts.Contains(t.StartedAt) && t.ProjectId == caller.ProjectId).AsAsyncEnumerable();
        await foreach (var text in texts.WithCancellation(cancellationToken))
        {
            if (Of(text, words.Where(w => !IsShown(w, hidden[text.Id])).ToList()) is { } snippet)
            {
                found[text.Id] = snippet;
            }
        }

        return found;
    }

    private static TextSnippet? Of(ExchangeTexts text, List<FilterWord> words)
    {
        var input = MarkedText.Around(FoldedText.WithCapitals(text.Input, text.InputCapitals), words.Where(w => w.InInput));
        var output = MarkedText.Around(FoldedText.WithCapitals(text.Output, text.OutputCapitals), words.Where(w => w.InOutput));
        return input is null && output is null ? null : new(input, output);
    }

    private static bool IsShown(FilterWord word, Exchange row) =>
        (word.InInput && Has(row.RequestPreview, word)) || (word.InOutput && Has(row.ResponsePreview, word));

    private static bool Has(string? preview, FilterWord word) => preview is not null && word.Find(FoldedText.Of(preview)) is not null;
}
