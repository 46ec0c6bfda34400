using System.Globalization;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Exchanges;

/// <summary>What pages call the ways in which exchanges have to do with each other, and how far each was looked for.</summary>
internal static class RelatedWords
{
    /// <summary>The heading of a group.</summary>
    public static string Name(Relation relation) => relation switch
    {
        Relation.ReplayOf => RelatedText.ReplayOf,
        Relation.Replay => RelatedText.Replay,
        Relation.HopOf => RelatedText.HopOf,
        Relation.Hop => RelatedText.Hop,
        Relation.Before => RelatedText.Before,
        Relation.After => RelatedText.After,
        Relation.SamePrompt => RelatedText.SamePrompt,
        Relation.SameUser => RelatedText.SameUser,
    };

    /// <summary>How far was looked; null where that leaves nothing out.</summary>
    public static string? Bound(Relation relation) => relation switch
    {
        Relation.ReplayOf or Relation.Replay => string.Format(CultureInfo.CurrentCulture, RelatedText.WithinDays, RelatedExchanges.FarDays),
        Relation.Before or Relation.After => string.Format(CultureInfo.CurrentCulture, RelatedText.TurnsWithinDays, RelatedExchanges.FarDays),
        Relation.SamePrompt => string.Format(CultureInfo.CurrentCulture, RelatedText.AmongNeighbours, Figures.Count(RelatedExchanges.Neighbours)),
        Relation.SameUser => RelatedText.WithinOneDay,
        Relation.HopOf or Relation.Hop => null,
    };
}
