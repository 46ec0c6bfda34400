namespace Observability.Domain.Experiments;

/// <summary>The dataset against which new versions of a prompt are tried, and by which rules.</summary>
public sealed class RegressionSet
{
    /// <summary>The prompt.</summary>
    public Guid PromptId { get; set; }

    /// <summary>The project.</summary>
    public Guid ProjectId { get; set; }

    /// <summary>The dataset.</summary>
    public Guid DatasetId { get; set; }

    /// <summary>The rules, a JSON array of <see cref="Scoring.ScoringRule"/>.</summary>
    public string Rules { get; set; } = "[]";

    /// <summary>Which model judges and how it is asked, a JSON object; null = none does.</summary>
    public string? Judge { get; set; }

    /// <summary>When it was made the regression set.</summary>
    public DateTimeOffset MarkedAt { get; set; }

    /// <summary>Who did: e-mail of the account or name of the key.</summary>
    public string MarkedBy { get; set; } = "";
}
