using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Observability.Dashboard.Live;
using Observability.Domain.Filters;

namespace Observability.Dashboard.Exchanges;

/// <summary>What a list of exchanges keeps: the state of the page, and its URL.</summary>
/// <param name="From">Started at or after; null = from the beginning.</param>
/// <param name="To">Started before; null = until now.</param>
/// <param name="Order">What it is sorted by.</param>
public sealed record ExchangeFilter(DateTimeOffset? From, DateTimeOffset? To, ExchangeOrder Order)
{
    /// <summary>Only those of this user, by the id exchanges carry; null = of anybody.</summary>
    public string? User { get; init; }

    /// <summary>A filter in the words of a person or a link, as the address has it; null = none.</summary>
    public string? Q
    {
        get;
        init
        {
            field = string.IsNullOrWhiteSpace(value) ? null : value;
            (Terms, Unread) = Filter.Parse(field ?? "");
        }
    }

    /// <summary>What <see cref="Q"/> asks; null when it cannot be read, and nothing may be listed as if it were.</summary>
    public Filter? Terms { get; private init; } = Filter.None;

    /// <summary>Why <see cref="Q"/> cannot be read; null when it can.</summary>
    public FilterError? Unread { get; private init; }

    /// <summary>Everything, newest first.</summary>
    public static ExchangeFilter All { get; } = new(null, null, ExchangeOrder.Newest) { ModelLists = true };

    /// <summary>Whether calls for a list of models are kept as well: clients make them on every page load, and they ask no model anything.</summary>
    public bool ModelLists { get; init; }

    /// <summary>The same for a list that is live, where the order is its page's affair.</summary>
    public LiveFilter Live => new(Terms) { From = From, To = To, User = User, ModelLists = ModelLists };

    /// <summary>Reads what <see cref="ToQuery"/> wrote (<c>from</c>, <c>to</c>, <c>order</c>, <c>user</c>, <c>models</c>, <c>q</c>); other parameters are not its business.</summary>
    /// <returns>The filter, and a sentence about the first parameter that could not be read; null when all could. Of <c>q</c> it says it in <see cref="Unread"/>.</returns>
    public static (ExchangeFilter Filter, string? Problem) Parse(string query)
    {
        var values = QueryHelpers.ParseQuery(query);
        string? problem = null;
        var filter = new ExchangeFilter(Moment("from"), Moment("to"), OrderOf()) { User = One("user"), ModelLists = One("models") == "shown", Q = One("q") };
        return (filter, problem);

        DateTimeOffset? Moment(string name)
        {
            if (!values.TryGetValue(name, out var text) || text.Count == 0)
            {
                return null;
            }

            if (DateTimeOffset.TryParse(text[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment))
            {
                return moment;
            }

            problem ??= string.Format(CultureInfo.CurrentCulture, RequestsText.BadMoment, name, text[0]);
            return null;
        }

        string? One(string name) => values.TryGetValue(name, out var text) && text[0] is { Length: > 0 } value ? value : null;

        ExchangeOrder OrderOf()
        {
            if (One("order") is not { } name)
            {
                return ExchangeOrder.Newest;
            }

            if (ExchangeOrders.Parse(name) is { } order)
            {
                return order;
            }

            problem ??= string.Format(CultureInfo.CurrentCulture, RequestsText.BadOrder, name);
            return ExchangeOrder.Newest;
        }
    }

    /// <summary>The parameters that <see cref="Parse"/> reads back to this filter, without a leading <c>?</c>; empty when nothing but lists of models is left out.</summary>
    public string ToQuery()
    {
        var parts = new List<string>(6);
        if (From is { } from)
        {
            parts.Add("from=" + Text(from));
        }

        if (To is { } to)
        {
            parts.Add("to=" + Text(to));
        }

        if (Order != ExchangeOrder.Newest)
        {
            parts.Add("order=" + ExchangeOrders.NameOf(Order));
        }

        if (User is { } user)
        {
            parts.Add("user=" + Uri.EscapeDataString(user));
        }

        if (ModelLists)
        {
            parts.Add("models=shown");
        }

        if (Q is { } q)
        {
            parts.Add("q=" + Uri.EscapeDataString(q));
        }

        return string.Join('&', parts);
    }

    private static string Text(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
