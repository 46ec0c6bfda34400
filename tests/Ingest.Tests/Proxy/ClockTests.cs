using System.Text;
using Observability.Domain.Exchanges;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>The wall clock is somebody else's: it is set, and set back, while calls run.</summary>
[Trait("Fault", "F-46")]
public sealed class ClockTests
{
    private static readonly TimeSpan[] Jumps =
        [TimeSpan.FromHours(1), TimeSpan.FromHours(-1), TimeSpan.FromDays(3652), TimeSpan.FromDays(-3652), TimeSpan.FromMinutes(-5), TimeSpan.FromTicks(1)];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task However_the_clock_jumps_while_a_call_runs_its_times_are_those_that_passed_and_no_id_comes_twice()
    {
        var clock = new JumpingClock();
        await using var upstream = new RawUpstream(async (_, connection, ct) =>
        {
            await connection.SendAsync(Requests.StreamHead, ct);
            await connection.SendAsync(Requests.Chunk(Requests.Delta("one")), ct);
            clock.Jump();
            await connection.SendAsync([.. Requests.Chunk(Requests.Delta("two")), .. Encoding.Latin1.GetBytes(Requests.LastChunk)], ct);
        });
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, clock, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var recorded = new List<CapturedExchange>();
        for (var i = 0; i < 3 * Jumps.Length; i++)
        {
            await client.CallAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", Requests.Chat), Ct);
            recorded.Add(await proxy.RecordedAsync(Ct));
        }

        Assert.Equal(recorded.Count, recorded.Select(r => r.Id).Distinct().Count());
        Assert.Contains(recorded.Zip(recorded.Skip(1)), pair => pair.Second.StartedAt < pair.First.StartedAt);
        Assert.All(recorded, exchange =>
        {
            var times = exchange.Timings;
            // The least of the large jumps would show.
            Assert.All([times.FirstByte!.Value, times.LastByte, times.Overhead], time => Assert.InRange(time, TimeSpan.Zero, TimeSpan.FromMinutes(4)));
            Assert.True(times.FirstByte <= times.LastByte);
        });
        TestContext.Current.TestOutputHelper?.WriteLine($"Seen: {recorded.Count} calls over jumps of ten years and back, no time negative, no id twice");
    }

    // Another time of day with every jump; the monotonic clock goes on as it does.
    private sealed class JumpingClock : TimeProvider
    {
        private long _ahead;
        private int _jumps;

        public void Jump() => Interlocked.Add(ref _ahead, Jumps[Interlocked.Increment(ref _jumps) % Jumps.Length].Ticks);

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ahead));
    }
}
