using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Live;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Live;

/// <summary>A list that writes down what it is told.</summary>
internal sealed class Heard : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<TailBatch> _batches = [];

    public TailSubscription Subscription { get; private set; } = null!;

    /// <summary>What the list does with a batch beside writing it down.</summary>
    public Func<TailBatch, Task> Then { get; set; } = _ => Task.CompletedTask;

    public IReadOnlyList<TailBatch> Batches
    {
        get
        {
            lock (_gate)
            {
                return [.. _batches];
            }
        }
    }

    /// <summary>Every exchange it was told of, in the order of telling.</summary>
    public IReadOnlyList<Guid> Arrived => [.. Batches.SelectMany(b => b.Arrived).Select(r => r.Id)];

    /// <summary>What ran when it was last told.</summary>
    public IReadOnlyList<Guid> Running => Batches is [.., var last] ? [.. last.Running.Select(r => r.Id)] : [];

    public bool Missed => Batches.Any(b => b.Missed);

    public static async Task<Heard> SubscribeAsync(ExchangeTail tail, Guid project, string q, CancellationToken ct)
    {
        var heard = new Heard();
        heard.Subscription = await tail.SubscribeAsync(new Caller(project, Access.Read, "anna") { SeesBodies = true }, (ExchangeFilter.All with { Q = q }).Live, heard.TakeAsync, ct);
        return heard;
    }

    public Task HoldsAsync(Func<Heard, bool> condition, string claim) =>
        Eventually.HoldsAsync(() => condition(this), TimeSpan.FromSeconds(20), claim, TestContext.Current.CancellationToken);

    public void Dispose() => Subscription.Dispose();

    private Task TakeAsync(TailBatch batch)
    {
        lock (_gate)
        {
            _batches.Add(batch);
        }

        return Then(batch);
    }
}
