using System.Collections.Concurrent;

namespace Observability.Dashboard.Exports;

/// <summary>The exports of this process: those that wait for their download to begin, those that run, and the last that ended.</summary>
/// <param name="time">The clock.</param>
internal sealed class ExportRuns(TimeProvider time)
{
    /// <summary>Most exports that run at once; whoever comes then is asked to come back.</summary>
    public const int MostRunning = 8;

    /// <summary>Most that are remembered.</summary>
    private const int MostKept = 200;

    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<Guid, ExportRun> _runs = new();
    private readonly Lock _beginning = new();

    /// <summary>A new export of <paramref name="caller"/>, waiting to begin.</summary>
    public ExportRun Add(Caller caller, ExportOrder order)
    {
        Forget();
        var run = new ExportRun(Guid.CreateVersion7(time.GetUtcNow()), caller, order, time.GetUtcNow());
        _runs[run.Id] = run;
        return run;
    }

    /// <summary>The export of this id, of this very caller; null when there is none, or it is long over.</summary>
    public ExportRun? Find(Caller caller, Guid id) =>
        _runs.TryGetValue(id, out var run) && run.Caller.ProjectId == caller.ProjectId && run.Caller.Name == caller.Name ? run : null;

    /// <summary>Begins it; false when it has begun before, or as many run as may.</summary>
    public bool TryBegin(ExportRun run)
    {
        lock (_beginning)
        {
            return _runs.Values.Count(r => r.Status.State == ExportState.Running) < MostRunning && run.TryBegin();
        }
    }

    private void Forget()
    {
        var now = time.GetUtcNow();
        var ended = _runs.Values.Where(r => r.Status.State != ExportState.Running).OrderByDescending(r => r.AddedAt).ToList();
        foreach (var old in ended.Where((r, i) => i >= MostKept || now - r.AddedAt > Kept))
        {
            _runs.TryRemove(old.Id, out _);
        }
    }
}
