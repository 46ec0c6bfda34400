using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Observability.Dashboard.Conversations;

namespace Observability.Dashboard.Api;

/// <summary>The query of a list of conversations, as text: each error is told in words instead of being ignored.</summary>
internal sealed record ConversationListParameters(
    [property: FromQuery, Description("Last heard of at or after, ISO 8601; UTC when no offset is given.")] string? From,
    [property: FromQuery, Description("Begun before, ISO 8601; UTC when no offset is given.")] string? To,
    [property: FromQuery, Description("Only those in which the user of this id took part.")] string? User,
    [property: FromQuery, Description("Conversations, 1 to 200; default 50.")] string? Limit,
    [property: FromQuery, Description("next_cursor of the page before.")] string? Cursor)
{
    private const int DefaultLimit = 50;

    /// <summary>The message, or what is wrong with which parameter.</summary>
    public bool TryRead([NotNullWhen(true)] out ListConversations? query, [NotNullWhen(false)] out string? problem)
    {
        query = null;
        var limit = DefaultLimit;
        ConversationCursor? cursor = null;
        if (!ExchangeListParameters.TryTime("from", From, out var from, out problem) || !ExchangeListParameters.TryTime("to", To, out var to, out problem))
        {
            return false;
        }

        if (Limit is not null && (!int.TryParse(Limit, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > ListConversations.MaxLimit))
        {
            problem = $"limit is '{Limit}'; it must be a whole number from 1 to {ListConversations.MaxLimit}.";
            return false;
        }

        if (Cursor is { Length: > 0 } && (cursor = ConversationCursor.Parse(Cursor)) is null)
        {
            problem = "cursor is not one that this API gave: use the next_cursor of the page before, unchanged.";
            return false;
        }

        query = new(new(from, to, User is { Length: > 0 } ? User : null), cursor, limit);
        return true;
    }
}
