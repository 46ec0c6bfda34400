using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Observability.Dashboard.Ui;
using Observability.Domain;

namespace Observability.Dashboard.Exchanges;

/// <summary>Tabs of the detail panel.</summary>
public enum DetailTab
{
    /// <summary>Messages.</summary>
    Conversation,

    /// <summary>Where the time went.</summary>
    Timeline,

    /// <summary>What was used and what it cost.</summary>
    Cost,

    /// <summary>The request as sent.</summary>
    Request,

    /// <summary>The response as received.</summary>
    Response,

    /// <summary>Headers and ids.</summary>
    Headers,

    /// <summary>What other exchanges have to do with it.</summary>
    Related,

    /// <summary>What people say of it.</summary>
    Notes,
}

/// <summary>How the text of a conversation is drawn.</summary>
public enum TextLook
{
    /// <summary>Laid out as markdown.</summary>
    Markdown,

    /// <summary>Letter by letter as it is.</summary>
    Plain,
}

/// <summary>The whole state of the requests page, which is its URL: what is listed and how, from where, what is open.</summary>
/// <param name="Filter">What is listed; its times are those that links name, <see cref="Range"/> those that a reader chose.</param>
/// <param name="Cursor">The page begins after this place; null = at the head.</param>
/// <param name="Id">The exchange in the panel; null = it is closed.</param>
/// <param name="Tab">Its tab.</param>
/// <param name="Text">How its conversation is drawn.</param>
public sealed record RequestsUrl(ExchangeFilter Filter, ExchangeCursor? Cursor, Guid? Id, DetailTab Tab, TextLook Text)
{
    /// <summary>The page as it opens: everything but lists of models.</summary>
    public static RequestsUrl Home { get; } = new(ExchangeFilter.All with { ModelLists = false }, null, null, DetailTab.Conversation, TextLook.Markdown);

    /// <summary>The time looked at; null = any time.</summary>
    public TimeRange? Range { get; init; }

    /// <summary>Whose clock, where the reader chose one; null = the browser's.</summary>
    public string? ZoneId { get; init; }

    /// <summary>Whether the list follows what comes in.</summary>
    public bool Live { get; init; } = true;

    /// <summary>Whether only requests that still run are shown.</summary>
    public bool RunningOnly { get; init; }

    /// <summary>The saved view it was opened from; null = none.</summary>
    public Guid? View { get; init; }

    /// <summary>Whether the panel has the whole page.</summary>
    public bool Expanded { get; init; }

    /// <summary>The columns of the table.</summary>
    public IReadOnlyList<ExchangeColumn> Columns { get; init; } = ExchangeColumns.Usual;

    /// <summary>Reads the query of an address; what cannot be read is left out and said.</summary>
    public static (RequestsUrl Url, string? Problem) Parse(string query)
    {
        var (filter, problem) = ExchangeFilter.Parse(query);
        var values = QueryHelpers.ParseQuery(query);
        var cursor = One("after") is { } after ? ExchangeCursor.Parse(after) : null;
        if (cursor is null && One("after") is not null)
        {
            problem ??= RequestsText.BadPlace;
        }
        else if (cursor is not null && cursor.Order != filter.Order)
        {
            (cursor, problem) = (null, problem ?? ExchangeOrderText.OtherPlace);
        }

        Guid? id = Guid.TryParse(One("id"), out var known) ? known : null;
        if (id is null && One("id") is { } bad)
        {
            problem ??= string.Format(CultureInfo.CurrentCulture, RequestsText.BadId, bad);
        }

        var (range, wrong) = One("range") is { } text ? TimeRange.Parse(text) : (null, null);
        var (columns, unknown) = ExchangeColumns.Parse(One("cols"));
        var url = new RequestsUrl(filter, cursor, id, OneOf<DetailTab>("tab"), OneOf<TextLook>("text"))
        {
            Range = range,
            ZoneId = ViewerZone.Find(One("zone"))?.Id,
            Live = One("live") != "off",
            RunningOnly = One("running") == "only",
            View = Guid.TryParse(One("view"), out var view) ? view : null,
            Expanded = One("peek") == "full",
            Columns = columns,
        };
        return (url, problem ?? wrong ?? unknown);

        string? One(string name) => values.TryGetValue(name, out var given) && given[0] is { Length: > 0 } value ? value : null;

        T OneOf<T>(string name)
            where T : struct, Enum => EnumNames.Parse<T>(One(name) ?? "") ?? default;
    }

    /// <summary>What to list at a moment.</summary>
    /// <param name="now">The moment that ranges such as the last hour end at.</param>
    /// <param name="viewer">The browser's zone.</param>
    public ExchangeFilter Asked(DateTimeOffset now, ViewerZone viewer)
    {
        if (Range is null)
        {
            return Filter;
        }

        var range = Range.Resolve(now, ViewerZone.Find(ZoneId) ?? viewer.Zone);
        // What comes in while the page is open belongs to a range that ends now.
        return Filter with { From = range.From, To = range.IsLive ? null : range.To };
    }

    /// <summary>The list alone, from its head: what a saved view keeps, and every other list begins with.</summary>
    public RequestsUrl List => this with { Cursor = null, Id = null, Tab = DetailTab.Conversation, Text = TextLook.Markdown, Expanded = false };

    /// <summary>The parameters of <see cref="List"/> without the view it came from: two lists are the same when these are.</summary>
    public string ListQuery() => string.Join('&', (List with { View = null, Live = true }).Parts());

    /// <summary>The address, path included.</summary>
    public override string ToString() => string.Join('&', Parts()) is { Length: > 0 } query ? "/requests?" + query : "/requests";

    private IEnumerable<string> Parts()
    {
        (string Name, string? Value)[] own =
        [
            ("range", Range?.ToString()), ("zone", ZoneId), ("live", Live ? null : "off"), ("running", RunningOnly ? "only" : null),
            ("cols", ExchangeColumns.Print(Columns)), ("view", View?.ToString()), ("after", Cursor?.ToString()), ("id", Id?.ToString()),
            ("tab", Id is null || Tab == DetailTab.Conversation ? null : EnumNames.NameOf(Tab)),
            ("text", Id is null || Text == TextLook.Markdown ? null : EnumNames.NameOf(Text)),
            ("peek", Id is not null && Expanded ? "full" : null),
        ];
        var filter = Filter.ToQuery();
        return own.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}")
            .Prepend(filter).Where(p => p.Length > 0);
    }
}
