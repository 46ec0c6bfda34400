namespace Observability.Domain.Runs;

/// <summary>Many calls sent in the background under a cap on their cost: a batch of replays, an experiment.</summary>
public sealed class Run
{
    /// <summary>Calls of a run that may be under way at once, at most.</summary>
    public const int MaxConcurrency = 32;

    /// <summary>UUIDv7.</summary>
    public Guid Id { get; set; }

    /// <summary>The project that pays.</summary>
    public Guid ProjectId { get; set; }

    /// <summary>What it is, such as <c>batch</c>: it says how an item becomes a call.</summary>
    public string Kind { get; set; } = "";

    /// <summary>What people call it.</summary>
    public string Name { get; set; } = "";

    /// <summary>How far it is.</summary>
    public RunState State { get; set; }

    /// <summary>Why it stands, in a sentence; null = somebody said so, or it does not stand.</summary>
    public string? WhyStopped { get; set; }

    /// <summary>What keeps it from going on right now though it runs, in a sentence; null = nothing.</summary>
    public string? Trouble { get; set; }

    /// <summary>What its kind has to know, a JSON object.</summary>
    public string Spec { get; set; } = "{}";

    /// <summary>Calls under way at once, 1 to <see cref="MaxConcurrency"/>.</summary>
    public short Concurrency { get; set; }

    /// <summary>Calls begun in a minute, at most; null = as many as the concurrency brings.</summary>
    public int? PerMinute { get; set; }

    /// <summary>What its calls may cost, US dollars: see <see cref="RunBudget"/>.</summary>
    public decimal CapUsd { get; set; }

    /// <summary>What one call was expected to cost when it was ordered, US dollars; null = that was not known.</summary>
    public decimal? ExpectedUsd { get; set; }

    /// <summary>Items in all.</summary>
    public int Total { get; set; }

    /// <summary>Items sent, whose exchange is stored or given up waiting for.</summary>
    public int Settled { get; set; }

    /// <summary>Those of the settled whose exchange did not complete, or has no row.</summary>
    public int Failed { get; set; }

    /// <summary>Items that could not be sent.</summary>
    public int Refused { get; set; }

    /// <summary>Those of the settled that have neither a known nor an estimated cost. A cap cannot see them.</summary>
    public int Unpriced { get; set; }

    /// <summary>What the settled cost, US dollars, from usage that providers reported.</summary>
    public decimal KnownUsd { get; set; }

    /// <summary>What others of them cost, US dollars, from tokens that we estimated. Never shown in one sum with <see cref="KnownUsd"/>.</summary>
    public decimal EstimatedUsd { get; set; }

    /// <summary>When it was ordered.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>E-mail of the account or name of the key that ordered it.</summary>
    public string CreatedBy { get; set; } = "";

    /// <summary>Why, in the words of who ordered it; null = nothing was said.</summary>
    public string? Why { get; set; }

    /// <summary>When its first call was sent; null = none was.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>When it was finished or cancelled; null = it is neither.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>The dashboard that drives it; null = none does.</summary>
    public Guid? Driver { get; set; }

    /// <summary>Until when that one need not be heard of, by PostgreSQL's clock. After that another may drive it.</summary>
    public DateTimeOffset? DrivenUntil { get; set; }

    /// <summary>The state it goes into when a person decides so; null when that cannot be decided now.</summary>
    public RunState? After(RunDecision decision) => (decision, State) switch
    {
        (RunDecision.Pause, RunState.Waiting or RunState.Running) => RunState.Paused,
        (RunDecision.Resume, RunState.Paused or RunState.Capped) => RunState.Running,
        (RunDecision.Cancel, RunState.Waiting or RunState.Running or RunState.Paused or RunState.Capped) => RunState.Cancelled,
        _ => null,
    };
}
