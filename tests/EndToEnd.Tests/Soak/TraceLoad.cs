using System.Diagnostics;
using Observability.EndToEnd.Tests.Faults;
using Observability.Testing;

namespace Observability.EndToEnd.Tests.Soak;

/// <summary>Calls as they arrived at Azure, in time divided by a speed, over and over: their gaps, bursts and sizes. Where the trace is missing, calls at random.</summary>
internal sealed class TraceLoad
{
    // Bodies of the trace's longest calls would only measure the machine's memory bandwidth.
    private const int LongestPrompt = 32_000;
    private const int LongestAnswer = 400;

    private readonly List<(TimeSpan At, Question Question)> _calls;
    private readonly TimeSpan _length;
    private readonly Producer _producer;
    private readonly Task _running;
    private volatile bool _stopping;

    private TraceLoad(Producer producer, double speed, CancellationToken ct)
    {
        _producer = producer;
        _calls = Calls(speed);
        _length = _calls[^1].At;
        _running = RunAsync(ct);
    }

    /// <summary>Whether it follows the trace.</summary>
    public static bool HasTrace => SharedCorpora.Find("traces") is not null;

    /// <summary>Starts sending.</summary>
    public static TraceLoad Start(Producer producer, double speed, CancellationToken ct) => new(producer, speed, ct);

    /// <summary>Stops sending and waits until every call is over.</summary>
    public Task StopAsync()
    {
        _stopping = true;
        return _running;
    }

    // A conversation's words cross in four characters a token; one call in fifty takes a good second, so that there is always something in flight.
    private static Question Of(long input, long output, int number) => new(
        number % 50 == 0 ? "slow" : "gpt-4o", (int)Math.Clamp(output, 1, number % 50 == 0 ? 20 : LongestAnswer), (int)Math.Min(input * 4, LongestPrompt));

    private static List<(TimeSpan At, Question Question)> Calls(double speed)
    {
        var traced = AzureTrace.Load()?.OrderBy(c => c.StartedAt).ToList();
        if (traced is not null)
        {
            return [.. traced.Select((c, i) => ((c.StartedAt - traced[0].StartedAt) / speed, Of(c.InputTokens, c.OutputTokens, i)))];
        }

        var (dice, at) = (new Random(1), TimeSpan.Zero);
        return [.. Enumerable.Range(0, 20_000).Select(i => (at += TimeSpan.FromSeconds(-Math.Log(1 - dice.NextDouble()) / 8) / speed, Of(dice.Next(100, 8_000), dice.Next(1, 400), i)))];
    }

    private async Task RunAsync(CancellationToken ct)
    {
        var from = Stopwatch.GetTimestamp();
        var under = new HashSet<Task>();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        for (var i = 0L; !_stopping; i++)
        {
            var (at, question) = _calls[(int)(i % _calls.Count)];
            at += _length * (i / _calls.Count);
            while (!_stopping && Stopwatch.GetElapsedTime(from) < at)
            {
                await timer.WaitForNextTickAsync(ct);
            }

            under.Add(_producer.AskAsync(question, ct));
            if (under.Count > 500)
            {
                under.RemoveWhere(t => t.IsCompletedSuccessfully);
            }
        }

        await Task.WhenAll(under);
    }
}
