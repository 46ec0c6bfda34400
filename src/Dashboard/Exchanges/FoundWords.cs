using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;
using Observability.Domain.Exchanges;
using Observability.Domain.Filters;

namespace Observability.Dashboard.Exchanges;

/// <summary>What a list was searched for in messages: the words to mark in its rows, and the text around them where a preview does not show them.</summary>
public sealed class FoundWords
{
    private readonly Filter _filter;
    private readonly DateTimeOffset? _from;
    private readonly Dictionary<Guid, TextSnippet> _snippets = [];

    private FoundWords(Filter filter, DateTimeOffset? from) => (_filter, _from, Words) = (filter, from, FilterWord.Of(filter));

    /// <summary>Nothing was searched for.</summary>
    public static FoundWords None { get; } = new(Filter.None, null);

    /// <summary>The words.</summary>
    public IReadOnlyList<FilterWord> Words { get; }

    /// <summary>Back to when messages were searched whole, if the list goes further back; null = all that is in it was searched so.</summary>
    public DateTimeOffset? Horizon { get; private set; }

    /// <summary>Of a list of this filter.</summary>
    public static FoundWords Of(ExchangeFilter filter) => filter.Terms is { IsEmpty: false } terms ? new(terms, filter.From) : None;

    /// <summary>Reads what is to be shown of these rows, a page of them at a time.</summary>
    public async Task ReadAsync(Messages messages, CallerSource callers, IReadOnlyList<Exchange> rows, CancellationToken ct)
    {
        if (Words.Count == 0)
        {
            return;
        }

        Horizon = await messages.SendAsync(callers, new TextHorizon(), ct) is { } horizon && !(_from >= horizon) ? horizon : null;
        foreach (var page in rows.Chunk(TextSnippets.MaxRows))
        {
            foreach (var (id, snippet) in await messages.SendAsync(callers, new TextSnippets(page, _filter), ct))
            {
                _snippets[id] = snippet;
            }
        }
    }

    /// <summary>What to show of what was asked: the text around the words, or else its preview; null when it has none.</summary>
    public string? InputOf(Exchange row) => _snippets.GetValueOrDefault(row.Id)?.Input ?? Shown(row.RequestPreview, w => w.InInput);

    /// <summary>The same of the answer.</summary>
    public string? OutputOf(Exchange row) => _snippets.GetValueOrDefault(row.Id)?.Output ?? Shown(row.ResponsePreview, w => w.InOutput);

    private string? Shown(string? preview, Func<FilterWord, bool> isHere) =>
        preview is null || Words.Count == 0 ? preview : MarkedText.Around(preview, Words.Where(isHere)) ?? preview;
}
