namespace Observability.Domain.Revisions;

/// <summary>What the changes of a revision come to, in all or in one of its parts. Costs are US dollars, sums of what is known.</summary>
public sealed class RevisionSum
{
    /// <summary>The revision.</summary>
    public Guid RevisionId { get; set; }

    /// <summary>What it is split by.</summary>
    public RevisionDimension Dimension { get; set; }

    /// <summary>Which part; empty for the total, and where no model or user is named.</summary>
    public string Name { get; set; } = "";

    /// <summary>Exchanges that change.</summary>
    public long Changes { get; set; }

    /// <summary>Their cost from usage the provider reported, before.</summary>
    public decimal CostBefore { get; set; }

    /// <summary>The same, after.</summary>
    public decimal CostAfter { get; set; }

    /// <summary>Their cost from tokens we estimated, before.</summary>
    public decimal EstimatedBefore { get; set; }

    /// <summary>The same, after.</summary>
    public decimal EstimatedAfter { get; set; }

    /// <summary>Those of them without a price, before.</summary>
    public long UnpricedBefore { get; set; }

    /// <summary>The same, after.</summary>
    public long UnpricedAfter { get; set; }
}

/// <summary>What the changes of a revision are split by.</summary>
public enum RevisionDimension
{
    /// <summary>Not at all.</summary>
    Total,

    /// <summary>The model that answered, else the one asked for, as the row names it before the change.</summary>
    Model,

    /// <summary>The end user.</summary>
    User,

    /// <summary>The columns that change; an exchange counts in each of them.</summary>
    Column,
}
