namespace Observability.Domain.Runs;

/// <summary>What a run has spent, and whether its cap leaves room for another call. Pure arithmetic.</summary>
/// <remarks>
/// For each call under way and for the next one the mean of what is settled is put aside. So the cap is passed at most by what the calls under way
/// turn out to cost beyond that mean. Estimates count here like known costs: a cap that overlooks them would be none. They are two sums everywhere else.
/// </remarks>
/// <param name="CapUsd">The cap, US dollars.</param>
/// <param name="SpentUsd">What the settled calls cost, known or estimated, US dollars.</param>
/// <param name="Priced">How many calls that is.</param>
/// <param name="Unpriced">Settled calls whose cost is not known at all: the cap cannot see them.</param>
/// <param name="ExpectedUsd">What one call was expected to cost before any was settled; null = that is not known.</param>
public readonly record struct RunBudget(decimal CapUsd, decimal SpentUsd, int Priced, int Unpriced, decimal? ExpectedUsd)
{
    /// <summary>What is put aside for a call; null = nothing is known of what one costs.</summary>
    public decimal? PerCallUsd => Priced > 0 ? SpentUsd / Priced : ExpectedUsd;

    /// <summary>Whether one more call may be sent while <paramref name="underWay"/> others are.</summary>
    public bool Allows(int underWay) => (PerCallUsd, Unpriced) switch
    {
        ({ } each, _) => SpentUsd + (each * (underWay + 1)) <= CapUsd,

        // The first call goes alone: what it costs tells how many may follow.
        (null, 0) => underWay == 0,
        (null, _) => true,
    };

    /// <summary>The budget when another call has settled.</summary>
    /// <param name="costUsd">What it cost, known or estimated; null = not known.</param>
    public RunBudget After(decimal? costUsd) =>
        costUsd is { } usd ? this with { SpentUsd = SpentUsd + usd, Priced = Priced + 1 } : this with { Unpriced = Unpriced + 1 };

    /// <summary>The budget of a run as its row tells it.</summary>
    public static RunBudget Of(Run run) =>
        new(run.CapUsd, run.KnownUsd + run.EstimatedUsd, run.Settled - run.Unpriced, run.Unpriced, run.ExpectedUsd);
}
