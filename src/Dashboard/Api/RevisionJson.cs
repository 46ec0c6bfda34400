using System.Globalization;
using Observability.Dashboard.Revisions;
using Observability.Domain;
using Observability.Domain.Revisions;

namespace Observability.Dashboard.Api;

/// <summary>What to price or read again.</summary>
/// <param name="Kind"><c>reprice</c> or <c>reread</c>.</param>
/// <param name="From">Started at or after; null = from the first there is.</param>
/// <param name="To">Started before; null = until now.</param>
/// <param name="Upstream">Only those of this upstream.</param>
/// <param name="Format">Only those read so far by this format, or <c>opaque</c>.</param>
/// <param name="Model">Only those that asked for or got this model; with * at the end every one that begins so.</param>
internal sealed record NewRevisionJson(
    string Kind, DateTimeOffset? From = null, DateTimeOffset? To = null, string? Upstream = null, string? Format = null, string? Model = null);

/// <summary>An order to price or read again, and how far it has got.</summary>
internal sealed class RevisionJson(Revision revision, RevisionSum? total)
{
    public Guid Id => revision.Id;

    public string Kind => EnumNames.NameOf(revision.Kind);

    public DateTime CreatedAt => revision.CreatedAt.UtcDateTime;

    public string CreatedBy => revision.CreatedBy;

    public DateTime From => revision.StartsAt.UtcDateTime;

    public DateTime To => revision.EndsAt.UtcDateTime;

    public string? Upstream => revision.Upstream;

    public string? Format => revision.Format;

    public string? Model => revision.Model;

    public string State => EnumNames.NameOf(revision.State);

    public string? FailedIn => revision.FailedIn is { } stage ? EnumNames.NameOf(stage) : null;

    public long Seen => revision.Seen;

    public long Changed => revision.Changed;

    public long Applied => revision.Applied;

    public long LeftAlone => revision.LeftAlone;

    public long Undone => revision.Undone;

    /// <summary>By how much the applied changes raised the known cost.</summary>
    public string AppliedDifferenceUsd => MoneyJson.Of(revision.AppliedDifference);

    public DateTime? FinishedAt => revision.FinishedAt?.UtcDateTime;

    public string? Error => revision.Error;

    /// <summary>What the changes come to; null while there are none.</summary>
    public RevisionSumJson? Total => total is null ? null : new(total);
}

/// <summary>A revision with what it changes.</summary>
internal sealed class RevisionPreviewJson(RevisionPreview preview)
{
    public RevisionJson Revision => new(preview.Revision, preview.Total);

    public RevisionSplitJson Models => new(preview.Models);

    public RevisionSplitJson Users => new(preview.Users);

    /// <summary>Exchanges before this have lost their bodies to retention: they cannot be read again and stay as they are. Null = none has.</summary>
    public DateTime? BodiesDroppedBefore => preview.BodiesDroppedBefore?.UtcDateTime;

    /// <summary>How many exchanges change in each column.</summary>
    public IReadOnlyDictionary<string, long> Columns => preview.Columns.ToDictionary(c => c.Name, c => c.Changes, StringComparer.Ordinal);
}

/// <summary>The parts that move most money, and the others as one; together they are the total.</summary>
internal sealed class RevisionSplitJson(RevisionSplit split)
{
    public IReadOnlyList<RevisionSumJson> Top => [.. split.Top.Select(s => new RevisionSumJson(s))];

    public RevisionSumJson? Others => split.Others is { } others ? new(others) : null;

    public int Parts => split.Parts;
}

/// <summary>What changes come to. Costs are sums of what is known; what has no price is counted beside them.</summary>
internal sealed class RevisionSumJson(RevisionSum sum)
{
    /// <summary>The model or user; null for the total, for the others, and where none is named.</summary>
    public string? Name => sum.Name.Length == 0 ? null : sum.Name;

    public long Changes => sum.Changes;

    /// <summary>Null when none of them had a price.</summary>
    public string? CostBeforeUsd => sum.UnpricedBefore == sum.Changes ? null : MoneyJson.Of(sum.CostBefore);

    /// <summary>Null when none of them has one.</summary>
    public string? CostAfterUsd => sum.UnpricedAfter == sum.Changes ? null : MoneyJson.Of(sum.CostAfter);

    public string DifferenceUsd => MoneyJson.Of(sum.CostAfter - sum.CostBefore);

    public string EstimatedBeforeUsd => MoneyJson.Of(sum.EstimatedBefore);

    public string EstimatedAfterUsd => MoneyJson.Of(sum.EstimatedAfter);

    public long UnpricedBefore => sum.UnpricedBefore;

    public long UnpricedAfter => sum.UnpricedAfter;
}

/// <summary>Money in JSON: a decimal string, so that no digit is lost on the way.</summary>
internal static class MoneyJson
{
    /// <summary>Every digit that is not a trailing nought.</summary>
    public static string Of(decimal usd) => usd.ToString("0.############################", CultureInfo.InvariantCulture);
}
