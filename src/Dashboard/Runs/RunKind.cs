using Observability.Dashboard.Replays;
using Observability.Domain.Exchanges;
using Observability.Domain.Runs;

namespace Observability.Dashboard.Runs;

/// <summary>A kind of run: says what an item becomes when it is sent, and what is made of what came of it.</summary>
/// <remarks>
/// Kinds are found by reflection. One is made for each item, in a scope of its own whose <see cref="Caller"/> is who ordered the run, so a
/// constructor may take what handlers take.
/// </remarks>
internal abstract class RunKind
{
    /// <summary>Its name in <see cref="Run.Kind"/>, such as <c>batch</c>.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// The call of an item. Asked again for the same item where it is not known whether the call was sent; the engine sees to it that it goes out
    /// once, with <see cref="RunItem.ExchangeId"/>, and adds the run's id as a property named as the kind.
    /// </summary>
    public abstract Task<RunCall> CallOfAsync(Run run, RunItem item, CancellationToken ct);

    /// <summary>
    /// What the kind makes of an item whose exchange is stored: a JSON object for <see cref="RunItem.Result"/>, or null. It is called before the item
    /// counts as settled, and once more where the dashboard died in between: whatever it writes has to bear that.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="item">The item, its exchange's id included.</param>
    /// <param name="row">The exchange; null = its row never came.</param>
    /// <param name="ct">Cancels it; it is called again then.</param>
    public virtual Task<string?> SettledAsync(Run run, RunItem item, Exchange? row, CancellationToken ct) => Task.FromResult<string?>(null);
}

/// <summary>A call to be sent, or why there is none.</summary>
/// <param name="Draft">The call; null = nothing can be sent.</param>
/// <param name="Refusal">Why, in a sentence that is stored with the item; null = there is a call, or not yet.</param>
internal sealed record RunCall(CallDraft? Draft, string? Refusal)
{
    /// <summary>It waits for another item, one before it; it is asked for again in a moment.</summary>
    public static RunCall NotYet { get; } = new(null, null);

    /// <summary>A call.</summary>
    public static RunCall Of(CallDraft draft) => new(draft, null);

    /// <summary>No call, and why.</summary>
    public static RunCall Refused(string why) => new(null, why);
}
