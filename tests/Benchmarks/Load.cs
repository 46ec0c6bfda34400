using System.Collections.Concurrent;
using System.Diagnostics;

namespace Observability.Benchmarks;

/// <summary>Sends requests for a while and collects what became of them.</summary>
/// <param name="port">Where to.</param>
/// <param name="request">The whole request, the same each time.</param>
/// <param name="scenario">How.</param>
internal sealed class Load(int port, byte[] request, Scenario scenario)
{
    private readonly MockAnswer _expected = MockAnswer.Of(scenario.Answer);
    private readonly ConcurrentQueue<Sample> _samples = new();
    private readonly ConcurrentQueue<long> _eventDelays = new();

    /// <summary>Runs for <paramref name="time"/>, and until what was begun is answered.</summary>
    public async Task<LoadResult> RunAsync(TimeSpan time, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        var end = start + (long)(time.TotalSeconds * Stopwatch.Frequency);
        if (scenario.Rate is { } rate)
        {
            await OpenLoopAsync(rate, start, end, ct);
        }
        else
        {
            await Task.WhenAll(Enumerable.Range(0, scenario.Connections).Select(n => Task.Run(() => ClosedLoopAsync(n, end, ct), ct)));
        }

        return new([.. _samples], [.. _eventDelays], Stopwatch.GetElapsedTime(start));
    }

    private async Task ClosedLoopAsync(int number, long end, CancellationToken ct)
    {
        using var connection = Connection.Open(port, _expected);
        await ComeLaterAsync(number, ct);
        while (Stopwatch.GetTimestamp() is var now && now < end)
        {
            var sample = await connection.ExchangeAsync(request, now, ct);
            _samples.Enqueue(sample);
            if (!sample.IsWhole)
            {
                break;
            }
        }

        foreach (var delay in connection.EventDelays)
        {
            _eventDelays.Enqueue(delay);
        }
    }

    // People do not write at the same moment: their chats are spread over the length of one.
    private async Task ComeLaterAsync(int number, CancellationToken ct)
    {
        if (_expected.ToFirst > TimeSpan.Zero && number > 0)
        {
            using var timer = new PeriodicTimer(_expected.Duration * number / scenario.Connections);
            await timer.WaitForNextTickAsync(ct);
        }
    }

    // A thread of its own sends at the planned moments whatever the answers do: that is what keeps the figures honest when the target stalls.
    private async Task OpenLoopAsync(int rate, long start, long end, CancellationToken ct)
    {
        var idle = new ConcurrentStack<Connection>();
        var begun = new List<Task>();
        await Task.Factory.StartNew(
            () =>
            {
                for (var n = 0L; start + (n * Stopwatch.Frequency / rate) is var due && due < end && !ct.IsCancellationRequested; n++)
                {
                    Nap.Until(due);
                    var connection = idle.TryPop(out var free) ? free : Connection.Open(port, _expected);
                    begun.Add(OneAsync(connection, due, idle, ct));
                }
            },
            ct,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await Task.WhenAll(begun);
        foreach (var connection in idle)
        {
            connection.Dispose();
        }
    }

    private async Task OneAsync(Connection connection, long due, ConcurrentStack<Connection> idle, CancellationToken ct)
    {
        var sample = await connection.ExchangeAsync(request, due, ct);
        _samples.Enqueue(sample);
        if (sample.IsWhole)
        {
            idle.Push(connection);
        }
        else
        {
            connection.Dispose();
        }
    }
}

/// <summary>What became of a load.</summary>
/// <param name="Samples">Every request.</param>
/// <param name="EventDelays">How late each stamped event was, ticks.</param>
/// <param name="Elapsed">From the first request to the last answer.</param>
internal sealed record LoadResult(IReadOnlyList<Sample> Samples, IReadOnlyList<long> EventDelays, TimeSpan Elapsed);
