using System.Collections.Concurrent;
using Observability.Domain.Exchanges;
using Observability.Domain.Runs;

namespace Observability.Dashboard.Runs;

/// <summary>Answered calls of a run whose rows are on their way: all are asked for at once, again and again, instead of each by itself.</summary>
/// <param name="ledger">Where rows are.</param>
/// <param name="time">The clock.</param>
/// <param name="patience">How long after a call was sent its row is waited for.</param>
internal sealed class AwaitedRows(RunLedger ledger, TimeProvider time, TimeSpan patience)
{
    // However long ago it was sent: an answer that is over just now gets this long.
    private static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<Guid, Awaited> _awaited = new();

    /// <summary>The row of an item's exchange; null when it never came.</summary>
    /// <exception cref="OperationCanceledException">Cancelled: whether it comes is not known.</exception>
    public async Task<Exchange?> OfAsync(RunItem item, CancellationToken ct)
    {
        var awaited = new Awaited(item, time.GetUtcNow(), new(TaskCreationOptions.RunContinuationsAsynchronously));
        _awaited[item.ExchangeId!.Value] = awaited;
        try
        {
            return await awaited.Row.Task.WaitAsync(ct);
        }
        finally
        {
            _awaited.TryRemove(item.ExchangeId.Value, out _);
        }
    }

    /// <summary>Looks for all of them.</summary>
    public async Task LookAsync(Guid project, CancellationToken ct)
    {
        var awaited = _awaited.Values.ToList();
        if (awaited.Count == 0)
        {
            return;
        }

        foreach (var row in await ledger.RowsAsync(project, [.. awaited.Select(a => a.Item)], ct))
        {
            if (_awaited.TryGetValue(row.Id, out var found))
            {
                found.Row.TrySetResult(row);
            }
        }

        foreach (var late in awaited.Where(a => !a.Row.Task.IsCompleted && IsLate(a)))
        {
            if (!await ledger.IsRunningAsync(project, late.Item, ct))
            {
                late.Row.TrySetResult(null);
            }
        }
    }

    private bool IsLate(Awaited awaited) => time.GetUtcNow() - awaited.Item.SendingAt > patience && time.GetUtcNow() - awaited.Since > AtLeast;

    private sealed record Awaited(RunItem Item, DateTimeOffset Since, TaskCompletionSource<Exchange?> Row);
}
