using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Observability.Dashboard.Operations;

/// <summary>Counts what the dashboard does, messages and jobs, and what each took; while somebody traces, each is a span, too.</summary>
/// <remarks>Names are those of the code. What was asked, by whom and what went wrong in words is never told: it may hold a prompt.</remarks>
public sealed class WorkMeter
{
    /// <summary>Name of the meter and of the source of spans.</summary>
    public const string SourceName = "Observability.Dashboard";

    private static readonly ActivitySource Source = new(SourceName);
    private readonly Counter<long> _messages;
    private readonly Histogram<double> _messageDuration;
    private readonly Counter<long> _runs;
    private readonly Histogram<double> _runDuration;
    private readonly TimeProvider _time;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meters">Makes this host's meters.</param>
    /// <param name="time">The monotonic clock.</param>
    public WorkMeter(IMeterFactory meters, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _time = time;
        var meter = meters.Create(SourceName);
        _messages = meter.CreateCounter<long>(
            "observability.dashboard.messages", unit: null, "Messages of pages and API, by name and by how they ended: ok, refused, cancelled or failed.");
        _messageDuration = meter.CreateHistogram<double>("observability.dashboard.message.duration", "s", "What messages took, by name.");
        _runs = meter.CreateCounter<long>("observability.jobs.runs", unit: null, "Runs of jobs on this host, by job and by how they ended: ok, cancelled or failed.");
        _runDuration = meter.CreateHistogram<double>("observability.jobs.duration", "s", "What runs took, by job.");
    }

    /// <summary>Does the work of a message.</summary>
    public async Task<T> MessageAsync<T>(string name, Func<CancellationToken, Task<T>> work, CancellationToken ct)
    {
        using var item = new Item(this, "message", name, _messages, _messageDuration);
        try
        {
            return item.Ok(await work(ct));
        }
        catch (Exception e)
        {
            item.Failed(e);
            throw;
        }
    }

    /// <summary>Does a run of a job.</summary>
    public async Task JobAsync(string name, Func<CancellationToken, ValueTask> work, CancellationToken ct)
    {
        using var item = new Item(this, "job", name, _runs, _runDuration);
        try
        {
            await work(ct);
            item.Ok(true);
        }
        catch (Exception e)
        {
            item.Failed(e);
            throw;
        }
    }

    private static Activity? StartSpan(string kind)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        // The web server's own activity is sampled by nobody, and would take ours with it.
        Activity.Current = Activity.Current is { } outer && outer.Source == Source ? outer : null;
        return Source.StartActivity(kind);
    }

    // One piece of work: counted when it is disposed.
    private sealed class Item(WorkMeter meter, string kind, string name, Counter<long> counter, Histogram<double> duration) : IDisposable
    {
        private readonly long _from = meter._time.GetTimestamp();
        private readonly Activity? _span = StartSpan(kind)?.SetTag($"observability.{kind}", name);
        private string _end = "failed";

        public T Ok<T>(T result)
        {
            _end = "ok";
            return result;
        }

        public void Failed(Exception failure)
        {
            _end = failure switch
            {
                UnauthorizedAccessException => "refused",
                OperationCanceledException => "cancelled",
                _ => "failed",
            };
            _span?.SetTag("error.type", failure.GetType().Name).SetStatus(ActivityStatusCode.Error);
        }

        public void Dispose()
        {
            var named = new KeyValuePair<string, object?>(kind, name);
            counter.Add(1, named, new("outcome", _end));
            duration.Record(meter._time.GetElapsedTime(_from).TotalSeconds, named);
            _span?.Dispose();
        }
    }
}
