using Npgsql;
using Observability.Dashboard.Bodies;

namespace Observability.Dashboard.Live;

/// <summary>Live lists under any filter: what arrives and what runs in a project is read once, however many lists show it, and matched in memory.</summary>
/// <param name="feed">Says when to look.</param>
/// <param name="databases">Where to look: the way to one project's rows.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where failures are told.</param>
public sealed partial class ExchangeTail(
    ExchangeFeed feed, Func<ProjectScope, NpgsqlDataSource> databases, TimeProvider time, ILogger<ExchangeTail> logger) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, ProjectTail> _tails = [];

    /// <summary>
    /// Calls <paramref name="changed"/> with what its filter keeps of what arrives and runs: at most every 250 ms, never twice at the same time, on no
    /// particular thread, in the language of whoever subscribes. When this returns, everything that is stored from then on will be told, so read the
    /// list after it. A subscriber that fails or is slow holds up nobody; it is told that it missed something. Who may not see what was asked and
    /// answered is told rows without it.
    /// </summary>
    /// <exception cref="NpgsqlException">The database cannot be asked.</exception>
    /// <exception cref="BodiesWithheldException">The filter asks what the caller may not see.</exception>
    public async Task<TailSubscription> SubscribeAsync(Caller caller, LiveFilter filter, Func<TailBatch, Task> changed, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(filter);
        if (!caller.SeesBodies && filter.Terms?.AsksTexts == true)
        {
            throw new BodiesWithheldException(WithheldText.FilterWithheld);
        }

        var (list, tail) = Add(caller, filter, changed);
        try
        {
            await tail.BeginAsync(list, ct);
            return list;
        }
        catch
        {
            list.Dispose();
            throw;
        }
    }

    /// <summary>The dashboard stops: nothing is read any more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var tail in _tails.Values)
            {
                tail.Dispose();
            }

            _tails.Clear();
        }
    }

    private (TailSubscription List, ProjectTail Tail) Add(Caller caller, LiveFilter filter, Func<TailBatch, Task> changed)
    {
        var projectId = caller.ProjectId;
        lock (_gate)
        {
            if (!_tails.TryGetValue(projectId, out var tail))
            {
                _tails[projectId] = tail = NewTail(caller.Scope);
            }

            var list = new TailSubscription(new(filter, tail.Names), changed, time, SubscriberFailed)
            {
                Wanted = tail.Look,
                Ended = l => Remove(projectId, l),
                WithholdsTexts = !caller.SeesBodies,
            };
            tail.Add(list);
            return (list, tail);
        }
    }

    // It outlives the one who came first: nothing of that one's context may stay with it.
    private ProjectTail NewTail(ProjectScope scope)
    {
        using var nobody = ExecutionContext.SuppressFlow();
        return new(scope.ProjectId, feed, databases(scope), time, ReadFailed);
    }

    private void Remove(Guid projectId, TailSubscription list)
    {
        lock (_gate)
        {
            if (_tails.TryGetValue(projectId, out var tail))
            {
                tail.Remove(list);
                if (tail.IsIdle)
                {
                    _tails.Remove(projectId);
                    tail.Dispose();
                }
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Live lists could not read what arrived; they go on when the database answers")]
    private partial void ReadFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A live list failed to take what arrived")]
    private partial void SubscriberFailed(Exception exception);
}
