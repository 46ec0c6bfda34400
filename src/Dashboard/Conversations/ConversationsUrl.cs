using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Observability.Dashboard.Exchanges;

namespace Observability.Dashboard.Conversations;

/// <summary>The whole state of the list of conversations, which is its URL.</summary>
/// <param name="Filter">What is listed.</param>
/// <param name="Cursor">The page begins after this place; null = at the head.</param>
public sealed record ConversationsUrl(ConversationFilter Filter, ConversationCursor? Cursor)
{
    /// <summary>The list as it opens.</summary>
    public static ConversationsUrl Home { get; } = new(ConversationFilter.All, null);

    /// <summary>Reads the query of an address; what cannot be read is left out and said.</summary>
    public static (ConversationsUrl Url, string? Problem) Parse(string query)
    {
        var (times, problem) = ExchangeFilter.Parse(query);
        var values = QueryHelpers.ParseQuery(query);
        var after = values.TryGetValue("after", out var place) ? place[0] : null;
        var cursor = after is null ? null : ConversationCursor.Parse(after);
        if (after is not null && cursor is null)
        {
            problem ??= ConversationsText.BadPlace;
        }

        var user = values.TryGetValue("user", out var named) && named[0] is { Length: > 0 } id ? id : null;
        return (new(new(times.From, times.To, user), cursor), problem);
    }

    /// <summary>The address, path included.</summary>
    public override string ToString()
    {
        var parts = new List<string>(3);
        if (new ExchangeFilter(Filter.From, Filter.To, ExchangeOrder.Newest).ToQuery() is { Length: > 0 } times)
        {
            parts.Add(times);
        }

        if (Filter.User is { } user)
        {
            parts.Add("user=" + Uri.EscapeDataString(user));
        }

        if (Cursor is not null)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"after={Cursor}"));
        }

        return parts.Count == 0 ? "/conversations" : "/conversations?" + string.Join('&', parts);
    }
}
