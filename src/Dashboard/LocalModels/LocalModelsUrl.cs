using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace Observability.Dashboard.LocalModels;

/// <summary>The state of the page of local models, which is its URL: how many days back it looks.</summary>
/// <param name="Days">One of <see cref="Choices"/>.</param>
public sealed record LocalModelsUrl(int Days)
{
    /// <summary>What can be chosen.</summary>
    public static readonly IReadOnlyList<int> Choices = [1, 7, 30];

    private const int Usual = 7;

    /// <summary>Reads the query of an address; what is not a choice is the usual one.</summary>
    public static LocalModelsUrl Parse(string query) =>
        new(QueryHelpers.ParseQuery(query).TryGetValue("days", out var text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && Choices.Contains(days)
            ? days
            : Usual);

    /// <summary>The query that <see cref="Parse"/> reads back, with its question mark; empty for the usual.</summary>
    public string ToQuery() => Days == Usual ? "" : string.Create(CultureInfo.InvariantCulture, $"?days={Days}");
}
