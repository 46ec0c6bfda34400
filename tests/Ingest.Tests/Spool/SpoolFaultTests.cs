using System.Diagnostics;
using Observability.Domain.Exchanges;
using Observability.Ingest.Spool;
using Observability.Testing;

namespace Observability.Ingest.Tests.Spool;

/// <summary>Full, broken and slow disks: the chat goes on, and nothing is lost without being counted.</summary>
public sealed class SpoolFaultTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Fact]
    [Trait("Fault", "F-08")]
    public async Task A_full_spool_leaves_bodies_out_first_then_drops_and_counts_each_exchange_once()
    {
        using var spool = await TestSpool.OpenAsync(o => (o.MaxBytes, o.SegmentBytes) = (256 << 10, 64 << 10));
        var body = new string('x', 4000);
        for (var i = 0; i < 400; i++)
        {
            var begin = Some.Begin(body: body);
            await spool.Spool.BeginAsync(begin);
            await spool.Spool.EndAsync(Some.End(begin.Id, body));
        }

        await spool.SettleAsync();
        var read = spool.ReadCaptured();
        var dropped = spool.Counters.Dropped[DropReasons.Full].Value;
        Assert.InRange(dropped, 1, 399);
        Assert.Equal(400, read.Count + dropped);
        Assert.All(read, e => Assert.Equal((ExchangeOutcome.Completed, 4000L, 4000L), (e.Outcome, e.Request.TotalBytes, e.Response.TotalBytes)));
        Assert.Contains(read, e => e is { NotKeptReason: null, Response.Bytes.Length: 4000 });
        Assert.Contains(read, e => e is { NotKeptReason: LeftOut.NearlyFull, Response: { Bytes.Length: 0, Sha256: not null } });
        Assert.InRange(Directory.GetFiles(spool.Options.Folder, "*.spool").Sum(f => new FileInfo(f).Length), 0, spool.Options.MaxBytes);
        Assert.Equal(
            "Spool is full (0 of 0 GiB). Exchanges are forwarded but not kept. Raise Spool:MaxBytes or check the database.",
            spool.Spool.State.Problem);
        Assert.False(spool.Spool.IsWritable);

        spool.Reader.Commit();
        Assert.True(spool.Spool.IsWritable);
        await spool.AddAsync(body, body);
        Assert.Null(Assert.Single(spool.ReadCaptured()).NotKeptReason);
    }

    [Fact]
    [Trait("Fault", "F-08")]
    public async Task A_disk_that_fills_up_drops_what_comes_and_keeps_the_outcome_of_what_was_open()
    {
        using var disk = new FaultyDisk();
        using var spool = await TestSpool.OpenAsync(disk: disk.Disk);
        await spool.AddAsync("before", "before");
        var open = Some.Begin(body: "open");
        Assert.True(await spool.Spool.BeginAsync(open));
        await spool.SettleAsync();

        disk.IsFull = true;
        Assert.False(await spool.Spool.BeginAsync(Some.Begin()));
        Assert.False(await spool.Spool.BeginAsync(Some.Begin()));
        Assert.True(await spool.Spool.EndAsync(Some.End(open.Id)));
        Assert.False(spool.Spool.IsWritable);
        Assert.Equal(2, spool.Counters.Dropped[DropReasons.Unwritable].Value);

        disk.IsFull = false;
        var start = Stopwatch.GetTimestamp();
        await Eventually.HoldsAsync(() => spool.Spool.IsWritable && !spool.Spool.IsSettling, Deadline, "capture resumes by itself", TestContext.Current.CancellationToken);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        await spool.AddAsync("after", "after");
        // What was in the failed segment and not known to be flushed was written again: the same exchange, delivered twice.
        var read = spool.ReadCaptured().DistinctBy(e => e.Id).ToList();
        Assert.Equal(3, read.Count);
        Assert.All(read, e => Assert.Equal(ExchangeOutcome.Completed, e.Outcome));
        Assert.Equal(LeftOut.DiskTrouble, read.Single(e => e.Id == open.Id).NotKeptReason);
        Assert.Equal(0, spool.Counters.DamagedSpans.Value);
    }

    [Fact]
    [Trait("Fault", "F-09")]
    public async Task A_failed_fsync_is_never_repeated_as_proof_and_its_records_are_written_again()
    {
        using var disk = new FaultyDisk();
        using var spool = await TestSpool.OpenAsync(disk: disk.Disk);
        await Eventually.HoldsAsync(() => spool.Spool.IsWritable, Deadline, "it is open", TestContext.Current.CancellationToken);
        disk.FailingFlushes = 2;
        var (begin, end) = await spool.AddAsync();
        await Eventually.HoldsAsync(() => disk.FailingFlushes == 0, Deadline, "two flushes fail", TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => spool.Segments.Count() > 1 && spool.Counters.Failures.Value >= 2, Deadline, "new segments", TestContext.Current.CancellationToken);
        await spool.StopAsync();
        Assert.Empty(disk.FlushedAgain);

        // Without what could not be flushed, as after a power loss, the copy is all there is; with it, it is a duplicate.
        File.Delete(spool.Segments.First());
        await spool.OpenAsync();
        Assert.Equal(Some.Describe(begin, end), Some.Describe(Assert.Single(spool.ReadCaptured().DistinctBy(e => e.Id))));
    }

    [Fact]
    [Trait("Fault", "F-09")]
    public async Task A_disk_that_never_flushes_again_fails_no_call_and_the_first_flush_that_works_is_believed()
    {
        using var disk = new FaultyDisk();
        using var spool = await TestSpool.OpenAsync(o => o.Strict = true, disk.Disk);
        disk.FailingFlushes = int.MaxValue;
        var expected = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            var (begin, end) = await spool.AddAsync($"{i}", $"{i}");
            expected.Add(Some.Describe(begin, end));
        }

        Assert.True(spool.Counters.DurabilityDegraded.Value > 0);
        Assert.Empty(disk.FlushedAgain);
        disk.FailingFlushes = 0;
        await Eventually.HoldsAsync(
            async () =>
            {
                var degraded = spool.Counters.DurabilityDegraded.Value;
                await spool.AddAsync("after", "after");
                return degraded == spool.Counters.DurabilityDegraded.Value;
            },
            Deadline, "an answer is vouched for", TestContext.Current.CancellationToken);
        Assert.Empty(disk.FlushedAgain);
        Assert.Equal(expected, spool.ReadCaptured().DistinctBy(e => e.Id).Take(5).Select(Some.Describe));
    }

    [Fact]
    [Trait("Fault", "F-10")]
    public async Task A_stuck_disk_holds_up_one_request_and_no_other()
    {
        using var disk = new FaultyDisk();
        using var spool = await TestSpool.OpenAsync(disk: disk.Disk);
        await spool.AddAsync();
        var waits = new List<TimeSpan>();
        Task<bool> stuck;
        using (disk.Hang())
        {
            stuck = Task.Run(() => spool.Spool.BeginAsync(Some.Begin()).AsTask(), TestContext.Current.CancellationToken);
            await Eventually.HoldsAsync(() => disk.IsHolding, Deadline, "one write hangs", TestContext.Current.CancellationToken);
            for (var i = 0; i < 20; i++)
            {
                var begin = Some.Begin();
                var start = Stopwatch.GetTimestamp();
                Assert.True(await spool.Spool.BeginAsync(begin));
                Assert.True(await spool.Spool.EndAsync(Some.End(begin.Id)));
                waits.Add(Stopwatch.GetElapsedTime(start));
            }

            Assert.False(stuck.IsCompleted);
        }

        Assert.True(await stuck);
        await spool.SettleAsync();
        Assert.Equal(21, spool.Read().Count);
        Assert.True(spool.Counters.Delayed.Value > 0);

        // Waits of at most 5 and 250 ms; the median, because this machine may be busy.
        Assert.InRange(waits.Order().ElementAt(10), TimeSpan.Zero, Deadline);
    }

    [Fact]
    [Trait("Fault", "F-10")]
    public async Task Strict_mode_waits_for_the_disk_and_gives_up_after_a_quarter_of_a_second()
    {
        using var flushed = new ManualResetEventSlim(true);
        var disk = Disk.Real with
        {
            Flush = file =>
            {
                flushed.Wait();
                RandomAccess.FlushToDisk(file);
            },
        };
        using var spool = await TestSpool.OpenAsync(o => o.Strict = true, disk);
        await spool.AddAsync();
        var before = spool.Counters.DurabilityDegraded.Value;
        flushed.Reset();
        var begin = Some.Begin();
        Assert.True(await spool.Spool.BeginAsync(begin));
        var start = Stopwatch.GetTimestamp();
        Assert.True(await spool.Spool.EndAsync(Some.End(begin.Id)));
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromMilliseconds(200), Deadline);
        Assert.Equal(before + 1, spool.Counters.DurabilityDegraded.Value);
        flushed.Set();
        await spool.SettleAsync();
        Assert.Equal(2, spool.Read().Count);
    }

    [Fact]
    [Trait("Fault", "F-11")]
    public async Task A_folder_deleted_under_us_loses_nothing_and_comes_back()
    {
        using var spool = await TestSpool.OpenAsync();
        var (first, _) = await spool.AddAsync();
        Directory.Delete(spool.Options.Folder, recursive: true);
        var (second, _) = await spool.AddAsync();
        await Eventually.HoldsAsync(
            () => Directory.Exists(spool.Options.Folder) && spool.Segments.Any(), Deadline, "a new segment is there", TestContext.Current.CancellationToken);
        Assert.Equal([first.Id, second.Id], spool.Read().Select(e => e.Id));
    }

    [Fact]
    public async Task Every_exchange_offered_is_ended_open_or_dropped()
    {
        using var spool = await TestSpool.OpenAsync(o => (o.MaxBytes, o.SegmentBytes) = (256 << 10, 64 << 10));
        await Parallel.ForAsync(0, 400, TestContext.Current.CancellationToken, async (i, _) =>
        {
            var begin = Some.Begin(body: new string('q', 1000));
            if (await spool.Spool.BeginAsync(begin) && i % 10 != 0)
            {
                await spool.Spool.EndAsync(Some.End(begin.Id, new string('a', 1000)));
            }
        });
        await spool.SettleAsync();
        var state = spool.Spool.State;
        Assert.Equal(400, state.Begun);
        Assert.Equal(state.Begun, state.Ended + state.Open + state.Dropped);
        Assert.Equal(state.Ended, state.Backlog);
        Assert.Equal(state.Ended, spool.Read().Count);
        spool.Reader.Commit();
        Assert.Equal(0, spool.Spool.State.Backlog);
    }
}
