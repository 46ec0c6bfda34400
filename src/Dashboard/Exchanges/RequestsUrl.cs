using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
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

/// <summary>The whole state of the requests page, which is its URL: what is listed, from where, what is open.</summary>
/// <param name="Filter">What is listed.</param>
/// <param name="Cursor">The page begins after this place; null = at the head.</param>
/// <param name="Id">The exchange in the panel; null = it is closed.</param>
/// <param name="Tab">Its tab.</param>
/// <param name="Text">How its conversation is drawn.</param>
public sealed record RequestsUrl(ExchangeFilter Filter, ExchangeCursor? Cursor, Guid? Id, DetailTab Tab, TextLook Text)
{
    /// <summary>The page as it opens: everything but lists of models.</summary>
    public static RequestsUrl Home { get; } = new(ExchangeFilter.All with { ModelLists = false }, null, null, DetailTab.Conversation, TextLook.Markdown);

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

        _ = Enum.TryParse<DetailTab>(One("tab"), ignoreCase: true, out var tab);
        _ = Enum.TryParse<TextLook>(One("text"), ignoreCase: true, out var text);
        return (new(filter, cursor, id, Enum.IsDefined(tab) ? tab : DetailTab.Conversation, Enum.IsDefined(text) ? text : TextLook.Markdown), problem);

        string? One(string name) => values.TryGetValue(name, out var given) ? given[0] : null;
    }

    /// <summary>The address, path included.</summary>
    public override string ToString()
    {
        var parts = new List<string>(4);
        if (Filter.ToQuery() is { Length: > 0 } filter)
        {
            parts.Add(filter);
        }

        if (Cursor is not null)
        {
            parts.Add($"after={Cursor}");
        }

        if (Id is { } id)
        {
            parts.Add($"id={id}");
            if (Tab != DetailTab.Conversation)
            {
                parts.Add("tab=" + EnumNames.NameOf(Tab));
            }

            if (Text != TextLook.Markdown)
            {
                parts.Add("text=" + EnumNames.NameOf(Text));
            }
        }

        return parts.Count == 0 ? "/requests" : "/requests?" + string.Join('&', parts);
    }
}
