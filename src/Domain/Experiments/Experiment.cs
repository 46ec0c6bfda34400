using Observability.Domain.Runs;

namespace Observability.Domain.Experiments;

/// <summary>A dataset sent through variants, and what their answers scored. Name, progress and cost are those of its run.</summary>
public sealed class Experiment
{
    /// <summary>Answers to one row by one variant, at most.</summary>
    public const int MaxRepetitions = 5;

    /// <summary>Variants, at most.</summary>
    public const int MaxVariants = 8;

    /// <summary>Rows, at most: a page compares them all.</summary>
    public const int MaxRows = 1_000;

    /// <summary>Rules, at most.</summary>
    public const int MaxRules = 20;

    /// <summary>UUIDv7, and the id of its <see cref="Run"/>.</summary>
    public Guid Id { get; set; }

    /// <summary>The project.</summary>
    public Guid ProjectId { get; set; }

    /// <summary>The dataset its rows were copied from; it may have changed since, or be gone.</summary>
    public Guid DatasetId { get; set; }

    /// <summary>What that was called then.</summary>
    public string DatasetName { get; set; } = "";

    /// <summary>What is compared, a JSON array; prompts as they were then, with their partials.</summary>
    public string Variants { get; set; } = "[]";

    /// <summary>By which rules, a JSON array of <see cref="Scoring.ScoringRule"/>.</summary>
    public string Rules { get; set; } = "[]";

    /// <summary>Which model judges and how it is asked, a JSON object; null = none does.</summary>
    public string? Judge { get; set; }

    /// <summary>Place of the variant that the others are compared with, from 0.</summary>
    public short Baseline { get; set; }

    /// <summary>Answers to one row by one variant, 1 to <see cref="MaxRepetitions"/>.</summary>
    public short Repetitions { get; set; }

    /// <summary>How many rows.</summary>
    public int RowCount { get; set; }
}
