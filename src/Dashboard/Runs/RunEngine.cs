using Microsoft.Extensions.Options;
using Observability.Dashboard.Jobs;
using Observability.Dashboard.Replays;

namespace Observability.Dashboard.Runs;

/// <summary>Drives the runs of all projects, each by itself, so that none waits for another.</summary>
/// <param name="scopes">Gives each step a scope of its own.</param>
/// <param name="sender">The way out.</param>
/// <param name="options">The bounds.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where drives that break are told.</param>
internal sealed partial class RunEngine(
    IServiceScopeFactory scopes, IngestSender sender, IOptions<RunsOptions> options, TimeProvider time, ILogger<RunEngine> logger)
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    // A host that stops lets go what ends within this time, and breaks off the rest.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Guid _driver = Guid.CreateVersion7(time.GetUtcNow());

    /// <summary>Drives whatever is open, and what opens meanwhile, until nothing is left or the stretch is over. How many items it brought to an end.</summary>
    /// <exception cref="PortionsFailedException">Some runs broke, after the others were driven.</exception>
    public async Task<long> DriveAsync(CancellationToken ct)
    {
        using var stretch = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.FiringSeconds), time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stretch.Token, ct);
        using var breakOff = new CancellationTokenSource();
        await using var grace = ct.Register(() => breakOff.CancelAfter(Grace));
        using var places = new SemaphoreSlim(options.Value.MaxCalls);
        var drives = new Drives(id => DriveAsync(id, places, stop.Token, breakOff.Token), RunBroke);
        try
        {
            do
            {
                if (!stop.IsCancellationRequested)
                {
                    drives.Begin(await Ledger().OpenAsync(stop.Token));
                }

                await drives.WaitAsync(Round, time);
            }
            while (drives.Any);
        }
        finally
        {
            await stop.CancelAsync();
            await drives.EndAsync();
        }

        return drives.Done;
    }

    private Task<long> DriveAsync(Guid run, SemaphoreSlim places, CancellationToken stop, CancellationToken ct)
    {
        var ledger = Ledger();
        var rows = new AwaitedRows(ledger, time, TimeSpan.FromSeconds(options.Value.RowSeconds));
        return new RunDrive(ledger, new ItemCalls(scopes, sender, places, ledger, rows), rows, options.Value, time).DriveAsync(run, stop, ct);
    }

    private RunLedger Ledger() => new(scopes, time, _driver, TimeSpan.FromSeconds(options.Value.LeaseSeconds));

    [LoggerMessage(Level = LogLevel.Warning, Message = "The drive of run {Id} broke; the next one takes it up")]
    private partial void RunBroke(Exception exception, Guid id);

    /// <summary>The drives of one stretch. One that breaks is not begun again in it.</summary>
    private sealed class Drives(Func<Guid, Task<long>> begin, Action<Exception, Guid> broke)
    {
        private readonly Dictionary<Guid, Task<long>> _drives = [];
        private readonly List<(string Name, Exception Why)> _failed = [];
        private readonly HashSet<Guid> _broken = [];
        private long _done;

        public bool Any => _drives.Count > 0;

        public long Done => _failed.Count == 0 ? _done : throw new PortionsFailedException(_failed);

        public void Begin(IEnumerable<Guid> open)
        {
            foreach (var id in open.Where(id => !_drives.ContainsKey(id) && !_broken.Contains(id)))
            {
                _drives[id] = begin(id);
            }
        }

        // Not when the first ends: one that another dashboard drives ends at once, and would be begun again and again.
        public async Task WaitAsync(TimeSpan most, TimeProvider time)
        {
            await Task.WhenAny(Task.WhenAll(_drives.Values), Task.Delay(most, time));
            foreach (var (id, drive) in _drives.Where(d => d.Value.IsCompleted).ToList())
            {
                _drives.Remove(id);
                await CollectAsync(id, drive);
            }
        }

        public async Task EndAsync() => await Task.WhenAny(Task.WhenAll(_drives.Values));

        private async Task CollectAsync(Guid id, Task<long> drive)
        {
            try
            {
                _done += await drive;
            }
#pragma warning disable CA1031 // One run that breaks must not hold up the others; it is told when all were driven.
            catch (Exception e) when (e is not OperationCanceledException)
            {
                broke(e, id);
                _broken.Add(id);
                _failed.Add(($"run {id}", e));
            }
#pragma warning restore CA1031
        }
    }
}
