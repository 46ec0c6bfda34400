using Observability.Dashboard.Runs;
using Observability.Domain.Scoring;

namespace Observability.Dashboard.Experiments;

/// <summary>What is to be compared, over what, and how it is scored.</summary>
public sealed record ExperimentOrder
{
    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>The dataset.</summary>
    public required Guid DatasetId { get; init; }

    /// <summary>What is compared: one alone is scored, several are compared with the baseline.</summary>
    public required IReadOnlyList<VariantChoice> Variants { get; init; }

    /// <summary>Place of the variant that the others are compared with, from 0.</summary>
    public int Baseline { get; init; }

    /// <summary>The rules.</summary>
    public IReadOnlyList<ScoringRule> Rules { get; init; } = [];

    /// <summary>The model that judges; null = none does.</summary>
    public Judge? Judge { get; init; }

    /// <summary>Answers to one row by one variant.</summary>
    public int Repetitions { get; init; } = 1;

    /// <summary>How fast, how many at once, for how much at most.</summary>
    public required RunLimits Limits { get; init; }

    /// <summary>Why, in the words of who orders it; null = nothing is said.</summary>
    public string? Why { get; init; }

    /// <summary>The prompt whose regression set this dataset, with these rules and this judge, becomes; null = of none.</summary>
    public Guid? RegressionSetOf { get; init; }
}
