namespace Observability.Dashboard.Exports;

/// <summary>Where an export is.</summary>
public enum ExportState
{
    /// <summary>Its download has not begun.</summary>
    Waiting,

    /// <summary>It is being written.</summary>
    Running,

    /// <summary>All of it was written.</summary>
    Done,

    /// <summary>Something broke: what was written is not all of it, and the download was broken off.</summary>
    Failed,

    /// <summary>Somebody stopped it, or the client went away.</summary>
    Cancelled,
}

/// <summary>What is known of an export at a moment.</summary>
/// <param name="Id">The export.</param>
/// <param name="State">Where it is.</param>
/// <param name="Rows">Exchanges written.</param>
/// <param name="Bytes">Bytes written.</param>
/// <param name="Share">How much of the time asked for is behind it, 0 to 1; null = not known.</param>
/// <param name="LeftOut">How many exchanges were left out because of what, of fine-tuning only.</param>
/// <param name="Problem">What broke, in English; null when nothing did.</param>
public sealed record ExportStatus(
    Guid Id, ExportState State, long Rows, long Bytes, double? Share, IReadOnlyDictionary<ExportGap, long> LeftOut, string? Problem);

/// <summary>One export, written by its download and looked at by whoever waits for it.</summary>
/// <param name="id">Its id.</param>
/// <param name="caller">Whose it is.</param>
/// <param name="order">What is exported.</param>
/// <param name="addedAt">Since when it is known.</param>
internal sealed class ExportRun(Guid id, Caller caller, ExportOrder order, DateTimeOffset addedAt)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ExportGap, long> _leftOut = [];
    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ExportStatus _status = new(id, ExportState.Waiting, 0, 0, null, new Dictionary<ExportGap, long>(), null);

    public Guid Id => id;

    public Caller Caller => caller;

    public ExportOrder Order => order;

    public DateTimeOffset AddedAt => addedAt;

    /// <summary>Is over when somebody wants it stopped.</summary>
    public Task Stopped => _stop.Task;

    public ExportStatus Status
    {
        get
        {
            lock (_lock)
            {
                return _status;
            }
        }
    }

    public bool TryBegin()
    {
        lock (_lock)
        {
            if (_status.State != ExportState.Waiting)
            {
                return false;
            }

            _status = _status with { State = ExportState.Running };
            return true;
        }
    }

    /// <summary>Says how far it is.</summary>
    public void Advance(long rows, long bytes, double? share)
    {
        lock (_lock)
        {
            _status = _status with { Rows = rows, Bytes = bytes, Share = share };
        }
    }

    /// <summary>One exchange is not in the file.</summary>
    public void LeaveOut(ExportGap gap)
    {
        lock (_lock)
        {
            _leftOut[gap] = _leftOut.GetValueOrDefault(gap) + 1;
            _status = _status with { LeftOut = new Dictionary<ExportGap, long>(_leftOut) };
        }
    }

    /// <summary>It is over.</summary>
    public void End(ExportState state, string? problem)
    {
        lock (_lock)
        {
            _status = _status with { State = state, Problem = problem };
        }
    }

    /// <summary>Asks it to stop; one that waits never begins.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _status = _status.State == ExportState.Waiting ? _status with { State = ExportState.Cancelled } : _status;
        }

        _stop.TrySetResult();
    }
}
