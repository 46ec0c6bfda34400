using System.Globalization;
using Observability.Dashboard.Totals;
using Observability.Dashboard.Ui;
using Observability.Dashboard.Ui.Charts;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Overview;

/// <summary>The lists of the overview: the largest of something, the others together, and what all come to.</summary>
internal sealed class OverviewLists(OverviewSums sums, UsageMoment at)
{
    /// <summary>What can be ranked by.</summary>
    public static IReadOnlyList<UsageMeasure> Measures { get; } = [UsageMeasure.Exchanges, UsageMeasure.Cost, UsageMeasure.Tokens];

    /// <summary>What the values are.</summary>
    public ValueFormat Format => sums.RankedBy switch { UsageMeasure.Cost => ValueFormat.Money, UsageMeasure.Tokens => ValueFormat.Tokens, _ => ValueFormat.Count };

    /// <summary>What all come to.</summary>
    public double? Total => (double?)sums.Now.Whole.Of(sums.RankedBy);

    /// <summary>Models.</summary>
    public IReadOnlyList<BarItem> Models => Items(sums.Models, "/models", OverviewText.NoModel, name => name, SeriesColors.Of);

    /// <summary>Users.</summary>
    public IReadOnlyList<BarItem> Users => Items(sums.Users, "/users", OverviewText.NoUser, id => sums.UserNames.GetValueOrDefault(id, id), SeriesColors.Of);

    /// <summary>Keys.</summary>
    public IReadOnlyList<BarItem> Keys => Items(sums.Keys, "/keys", OverviewText.NoKey, id => sums.KeyNames.GetValueOrDefault(id, OverviewText.DeletedKey), SeriesColors.Of);

    /// <summary>What a measure is called.</summary>
    public static string Name(UsageMeasure measure) => measure switch
    {
        UsageMeasure.Cost => OverviewText.ByCost,
        UsageMeasure.Tokens => OverviewText.ByTokens,
        _ => OverviewText.ByRequests,
    };

    private IReadOnlyList<BarItem> Items(Ranking ranking, string page, string none, Func<string, string> title, Func<string, string> color)
    {
        var items = ranking.Items.Select(r => r.Names[0] is { } name
            ? new BarItem("is:" + name, title(name), Value(r.Tally), GroupAddress.Of(page, name, at.View), color(name), Reason)
            : new BarItem("none", none, Value(r.Tally), null, SeriesColors.Other, Reason));
        return ranking.Others is { } others
            ? [.. items, new("others", string.Format(CultureInfo.CurrentCulture, OverviewText.Others, Figures.Count(ranking.Count - ranking.Items.Count)), Value(others), null, SeriesColors.Other, Reason)]
            : [.. items];
    }

    private string Reason => sums.RankedBy == UsageMeasure.Cost ? OverviewText.NoCost : OverviewText.NoTokens;

    private double? Value(Tally tally) => (double?)tally.Of(sums.RankedBy);
}
