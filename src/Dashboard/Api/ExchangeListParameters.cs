using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Observability.Dashboard.Exchanges;

namespace Observability.Dashboard.Api;

/// <summary>The query of a list of exchanges, as text: each error is told in words instead of being ignored.</summary>
internal sealed record ExchangeListParameters(
    [property: FromQuery, Description("Filter (docs/filters.md), such as model:gpt-4o* -task:any status:(5xx OR 429).")] string? Q,
    [property: FromQuery, Description("Started at or after, ISO 8601; UTC when no offset is given.")] string? From,
    [property: FromQuery, Description("Started before, ISO 8601; UTC when no offset is given.")] string? To,
    [property: FromQuery, Description("Rows, 1 to 1000; default 50.")] string? Limit,
    [property: FromQuery, Description("next_cursor of the page before.")] string? Cursor,
    [property: FromQuery, Description("desc (newest first, default), asc, or the greatest first: cost, latency, tokens. What has no known value is left out of cost and tokens.")] string? Order,
    [property: FromQuery, Description("Only those of this user, by the id exchanges carry.")] string? User,
    [property: FromQuery, Description("true (default) or false: without calls for a list of models.")] string? Models)
{
    private const int DefaultLimit = 50;
    private static readonly string[] TimeForms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>The message, or what is wrong with which parameter.</summary>
    public bool TryRead([NotNullWhen(true)] out ListExchanges? query, [NotNullWhen(false)] out string? problem)
    {
        query = null;
        problem = null;
        var limit = DefaultLimit;
        ExchangeCursor? cursor = null;
        if (!TryTime("from", From, out var from, out problem) || !TryTime("to", To, out var to, out problem))
        {
            return false;
        }
        else if (Limit is not null && (!int.TryParse(Limit, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > ListExchanges.MaxLimit))
        {
            problem = $"limit is '{Limit}'; it must be a whole number from 1 to {ListExchanges.MaxLimit}.";
        }
        else if (OrderOf(Order) is not { } order)
        {
            problem = $"order is '{Order}'; it must be desc, asc, cost, latency or tokens.";
        }
        else if (Models is not (null or "true" or "false"))
        {
            problem = $"models is '{Models}'; it must be true or false.";
        }
        else if (Cursor is { Length: > 0 } && (cursor = ExchangeCursor.Parse(Cursor)) is null)
        {
            problem = "cursor is not one that this API gave: use the next_cursor of the page before, unchanged.";
        }
        else if (cursor is not null && cursor.Order != order)
        {
            problem = $"cursor is of order {NameOf(cursor.Order)} and order is {NameOf(order)}: use next_cursor with the parameters of the page before.";
        }
        else
        {
            query = new(new(from, to, order) { User = string.IsNullOrEmpty(User) ? null : User, ModelLists = Models != "false", Q = Q }, cursor, limit);
            return true;
        }

        return false;
    }

    private static ExchangeOrder? OrderOf(string? name) => name switch
    {
        null or "desc" => ExchangeOrder.Newest,
        "asc" => ExchangeOrder.Oldest,
        "cost" or "latency" or "tokens" => ExchangeOrders.Parse(name),
        _ => null,
    };

    private static string NameOf(ExchangeOrder order) => order switch
    {
        ExchangeOrder.Newest => "desc",
        ExchangeOrder.Oldest => "asc",
        _ => ExchangeOrders.NameOf(order),
    };

    /// <summary>Reads a time; false and a sentence when it is none. An absent one is null.</summary>
    internal static bool TryTime(string name, string? text, out DateTimeOffset? time, [NotNullWhen(false)] out string? problem)
    {
        (time, problem) = (null, null);
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        if (DateTimeOffset.TryParseExact(text, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var parsed))
        {
            time = parsed;
            return true;
        }

        problem = $"{name} is '{text}'; it must be ISO 8601, such as 2026-01-31, 2026-01-31T18:00:00Z or 2026-01-31T18:00:00%2B01:00 (a + is written %2B).";
        return false;
    }
}
