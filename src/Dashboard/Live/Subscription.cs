namespace Observability.Dashboard.Live;

/// <summary>One subscriber: signals that come while it is busy or resting become one call afterwards. None is lost.</summary>
/// <remarks>Calls come from the timer, so they carry the subscriber's own execution context and never hold up the listening connection.</remarks>
internal sealed class Subscription : IDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly Func<Task> _changed;
    private readonly Action<Exception> _failed;
    private readonly Action<Subscription> _ended;
    private readonly ITimer _timer;
    private bool _pending;
    private bool _busy;
    private bool _disposed;

    public Subscription(Func<Task> changed, TimeProvider time, Action<Exception> failed, Action<Subscription> ended)
    {
        (_changed, _failed, _ended) = (changed, failed, ended);
        _timer = time.CreateTimer(static s => _ = ((Subscription)s!).RunAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Something arrived.</summary>
    public void Signal()
    {
        lock (_gate)
        {
            _pending = true;
            if (!_busy && !_disposed)
            {
                _busy = true;
                _timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _timer.Dispose();
        _ended(this);
    }

    // Runs once per signal that found it idle, and once more after each rest, until a rest brought nothing new.
    private async Task RunAsync()
    {
        lock (_gate)
        {
            if (!_pending || _disposed)
            {
                _busy = false;
                return;
            }

            _pending = false;
        }

        try
        {
            await _changed();
        }
#pragma warning disable CA1031 // A page that fails must not end the feed of all others; its failure is logged.
        catch (Exception e)
        {
            _failed(e);
        }
#pragma warning restore CA1031

        lock (_gate)
        {
            if (!_disposed)
            {
                _timer.Change(Rest, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
