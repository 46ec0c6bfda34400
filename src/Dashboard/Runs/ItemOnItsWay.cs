using Observability.Domain.Runs;

namespace Observability.Dashboard.Runs;

/// <summary>An item that a run's drive looks after.</summary>
/// <param name="item">The item.</param>
/// <param name="mayBeSent">Whether an earlier drive may have sent it.</param>
internal sealed class ItemOnItsWay(RunItem item, bool mayBeSent)
{
    private volatile bool _isAnswered;

    public RunItem Item => item;

    public bool MayBeSent => mayBeSent;

    /// <summary>Whether its answer is over, so that another may be sent in its place; its row is still to come.</summary>
    public bool IsAnswered => _isAnswered;

    /// <summary>What is being done about it.</summary>
    public Task<ItemEnd?> Work { get; set; } = Task.FromResult<ItemEnd?>(null);

    public void Answered() => _isAnswered = true;
}

/// <summary>How an item ended.</summary>
/// <param name="Run">The run, as it was right after.</param>
/// <param name="Failure">Why it counts as failed; null = it does not.</param>
internal sealed record ItemEnd(Run Run, string? Failure);
