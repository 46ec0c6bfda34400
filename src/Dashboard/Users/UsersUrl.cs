using Microsoft.AspNetCore.WebUtilities;
using Observability.Dashboard.Totals;
using Observability.Domain;

namespace Observability.Dashboard.Users;

/// <summary>The whole state of the page of users, which is its URL.</summary>
/// <param name="Range">How far back it looks.</param>
/// <param name="Order">By what users are ordered.</param>
/// <param name="Ascending">Smallest first.</param>
public sealed record UsersUrl(UsageRange Range, UserOrder Order, bool Ascending)
{
    /// <summary>The page as it opens.</summary>
    public static UsersUrl Home { get; } = new(UsageRange.Usual, UserOrder.Cost, false);

    /// <summary>Reads the query of an address; what it does not say is as in <see cref="Home"/>.</summary>
    public static UsersUrl Parse(string query)
    {
        var values = QueryHelpers.ParseQuery(query);
        return new(UsageRange.Parse(One("range")), EnumNames.Parse<UserOrder>(One("sort") ?? "") ?? Home.Order, One("order") == "asc");

        string? One(string name) => values.TryGetValue(name, out var given) ? given[0] : null;
    }

    /// <summary>The address of one user's page.</summary>
    public static string Of(string user, UsageRange range) =>
        "/users/" + Uri.EscapeDataString(user) + (range == UsageRange.Usual ? "" : $"?range={range}");

    /// <summary>The same list by <paramref name="order"/>; asked for again, the other way round. Names and numbers begin where readers look first.</summary>
    public UsersUrl By(UserOrder order) =>
        this with { Order = order, Ascending = order == Order ? !Ascending : order is UserOrder.User or UserOrder.Model };

    /// <summary>The address, path included.</summary>
    public override string ToString()
    {
        var parts = new List<string>(3);
        if (Range != Home.Range)
        {
            parts.Add($"range={Range}");
        }

        if (Order != Home.Order)
        {
            parts.Add("sort=" + EnumNames.NameOf(Order));
        }

        if (Ascending)
        {
            parts.Add("order=asc");
        }

        return parts.Count == 0 ? "/users" : "/users?" + string.Join('&', parts);
    }
}
