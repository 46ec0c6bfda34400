using Observability.Domain.Exchanges;
using Observability.Domain.Filters;

namespace Observability.Dashboard.Live;

/// <summary>One live list. Dispose it to stop.</summary>
public sealed class TailSubscription : IDisposable
{
    /// <summary>Most exchanges of one batch; beyond it <see cref="TailBatch.Missed"/> says that there were more.</summary>
    public const int MostRows = 500;

    private readonly Lock _gate = new();
    private readonly Func<TailBatch, Task> _changed;
    private readonly Subscription _calls;
    private readonly List<Exchange> _arrived = [];
    private IReadOnlyList<RunningExchange> _running = [];
    private bool _missed;
    private bool _isNews;

    internal TailSubscription(TailMatch match, Func<TailBatch, Task> changed, TimeProvider time, Action<Exception> failed)
    {
        (Match, _changed) = (match, changed);
        _calls = new(TellAsync, time, failed, _ => { });
    }

    /// <summary>Whether it is told nothing for a while.</summary>
    public bool IsPaused { get; private set; }

    internal TailMatch Match { get; }

    /// <summary>Whether rows are told without what was asked and answered.</summary>
    internal bool WithholdsTexts { get; init; }

    /// <summary>Called when it wants to be offered something soon.</summary>
    internal Action Wanted { get; init; } = () => { };

    /// <summary>Called when nobody listens any more.</summary>
    internal Action<TailSubscription> Ended { get; init; } = _ => { };

    /// <summary>Ends when everything that is stored from then on will be told; fails when the database cannot be asked.</summary>
    internal TaskCompletionSource Ready { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>For a tab that nobody looks at: nothing is told and nothing kept until <see cref="Resume"/>.</summary>
    public void Pause()
    {
        lock (_gate)
        {
            IsPaused = true;
            _arrived.Clear();
        }
    }

    /// <summary>Goes on; the next batch comes at once and says <see cref="TailBatch.Missed"/>.</summary>
    public void Resume()
    {
        lock (_gate)
        {
            if (!IsPaused)
            {
                return;
            }

            (IsPaused, _missed) = (false, true);
        }

        Wanted();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _calls.Dispose();
        Ended(this);
    }

    /// <summary>Takes what its filter keeps, and has it told.</summary>
    /// <param name="arrived">Exchanges that were stored.</param>
    /// <param name="running">All that run, newest first.</param>
    /// <param name="missed">Whether exchanges may have been stored that are not among these.</param>
    internal void Offer(IEnumerable<FilterSubject> arrived, IEnumerable<(RunningExchange Row, FilterSubject Subject)> running, bool missed)
    {
        var kept = arrived.Where(Match.Keeps).Select(s => WithholdsTexts ? s.Row.WithoutTexts() : s.Row).ToList();
        var runs = running.Where(r => Match.KeepsRunning(r.Subject)).Select(r => WithholdsTexts ? r.Row.WithoutTexts() : r.Row).Take(MostRows).ToList();
        lock (_gate)
        {
            if (IsPaused)
            {
                return;
            }

            _missed |= missed || _arrived.Count + kept.Count > MostRows;
            _arrived.AddRange(kept);
            if (_missed)
            {
                _arrived.Clear();
            }

            _isNews |= _missed || kept.Count > 0 || !_running.Select(r => r.Id).SequenceEqual(runs.Select(r => r.Id));
            _running = runs;
            if (_isNews)
            {
                _calls.Signal();
            }
        }
    }

    private async Task TellAsync()
    {
        TailBatch batch;
        lock (_gate)
        {
            if (IsPaused || !_isNews)
            {
                return;
            }

            batch = new([.. _arrived.OrderByDescending(r => r.StartedAt).ThenByDescending(r => r.Id)], _running, _missed);
            _arrived.Clear();
            (_missed, _isNews) = (false, false);
        }

        try
        {
            await _changed(batch);
        }
        catch
        {
            // What was told to somebody who failed was not heard.
            lock (_gate)
            {
                _missed = true;
            }

            throw;
        }
    }
}
