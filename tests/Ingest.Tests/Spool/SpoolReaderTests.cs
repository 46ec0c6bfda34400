using Observability.Domain.Exchanges;
using Observability.Ingest.Spool;

namespace Observability.Ingest.Tests.Spool;

public sealed class SpoolReaderTests
{
    [Fact]
    public async Task What_was_committed_is_not_delivered_again_after_a_stop()
    {
        using var spool = await TestSpool.OpenAsync();
        await spool.AddAsync("1", "1");
        Assert.Single(spool.Read());
        spool.Reader.Commit();
        var (begin, end) = await spool.AddAsync("2", "2");
        await spool.StopAsync();
        await spool.OpenAsync();
        Assert.Equal([Some.Describe(begin, end)], spool.ReadCaptured().ConvertAll(Some.Describe));
    }

    [Fact]
    public async Task What_was_read_but_not_committed_is_delivered_again()
    {
        using var spool = await TestSpool.OpenAsync();
        await spool.AddAsync();
        Assert.Single(spool.Read());
        await spool.StopAsync();
        await spool.OpenAsync();
        Assert.Single(spool.Read());
    }

    [Theory]
    [Trait("Fault", "F-07")]
    [InlineData("missing")]
    [InlineData("empty")]
    [InlineData("garbage")]
    [InlineData("ahead")]
    [InlineData("of another file")]
    public async Task A_bookmark_that_cannot_be_trusted_means_delivering_again(string what)
    {
        using var spool = await TestSpool.OpenAsync();
        await spool.AddAsync();
        Assert.Single(spool.Read());
        spool.Reader.Commit();
        await spool.StopAsync();
        var file = Path.Combine(spool.Options.Folder, Bookmark.FileName);
        var bookmark = Bookmark.Decode(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken))!.Value;
        using (var folder = new SpoolFolder(spool.Options.Folder))
        {
            switch (what)
            {
                case "missing":
                    File.Delete(file);
                    break;
                case "ahead":
                    Assert.True((bookmark with { Offset = bookmark.Offset + 1 }).TrySave(folder));
                    break;
                case "of another file":
                    Assert.True((bookmark with { Salt = bookmark.Salt + 1 }).TrySave(folder));
                    break;
                default:
                    await File.WriteAllBytesAsync(file, new byte[what == "empty" ? 0 : 32], TestContext.Current.CancellationToken);
                    break;
            }
        }

        await spool.OpenAsync();
        Assert.Single(spool.ReadCaptured());
    }

    [Fact]
    [Trait("Fault", "F-07")]
    public async Task A_sequence_the_bookmark_knows_is_never_used_again()
    {
        using var spool = await TestSpool.OpenAsync();
        await spool.StopAsync();
        Directory.GetFiles(spool.Options.Folder, "*.spool").ToList().ForEach(File.Delete);
        using (var folder = new SpoolFolder(spool.Options.Folder))
        {
            Assert.True(new Bookmark(41, 1, 100).TrySave(folder));
        }

        await spool.OpenAsync();
        Assert.Equal("0000000000000042.spool", Path.GetFileName(Assert.Single(spool.Segments)));
    }

    [Fact]
    public async Task Finished_segments_are_deleted_after_the_commit_and_not_before()
    {
        using var spool = await TestSpool.OpenAsync(o => o.SegmentBytes = 1);
        for (var i = 0; i < 5; i++)
        {
            await spool.AddAsync();
        }

        Assert.Equal(5, spool.Read().Count);
        Assert.Equal(10, spool.Segments.Count());
        spool.Reader.Commit();
        Assert.Single(spool.Segments);
        Assert.Equal(new FileInfo(spool.Segments.Single()).Length, spool.Counters.SpoolBytes.Value);
    }

    [Fact]
    public async Task A_long_stream_does_not_hold_its_segment()
    {
        using var spool = await TestSpool.OpenAsync(o => o.SegmentBytes = 1);
        var begin = Some.Begin(body: "the long one");
        Assert.True(await spool.Spool.BeginAsync(begin));
        for (var i = 0; i < 20; i++)
        {
            await spool.AddAsync();
            Assert.Single(spool.Read());
            spool.Reader.Commit();
            Assert.InRange(spool.Segments.Count(), 1, 4);
        }

        var end = Some.End(begin.Id);
        Assert.True(await spool.Spool.EndAsync(end));
        await spool.SettleAsync();
        Assert.Equal(Some.Describe(begin, end), Some.Describe(Assert.Single(spool.ReadCaptured())));
        spool.Reader.Commit();
        Assert.InRange(spool.Segments.Count(), 1, 2);
    }

    [Fact]
    public async Task An_open_exchange_that_was_carried_forward_is_interrupted_once_after_a_kill()
    {
        using var spool = await TestSpool.OpenAsync(o => o.SegmentBytes = 1);
        var begin = Some.Begin();
        Assert.True(await spool.Spool.BeginAsync(begin));
        for (var i = 0; i < 3; i++)
        {
            await spool.AddAsync();
            spool.Read();
            spool.Reader.Commit();
        }

        await spool.KillAndReopenAsync();
        var interrupted = Assert.Single(spool.ReadCaptured(), e => e.Outcome == ExchangeOutcome.Interrupted);
        Assert.Equal(begin.Id, interrupted.Id);
    }

    [Fact]
    public async Task An_id_that_comes_again_after_a_kill_is_not_joined_with_the_old_request()
    {
        using var spool = await TestSpool.OpenAsync();
        var old = Some.Begin(body: "old");
        Assert.True(await spool.Spool.BeginAsync(old));
        await spool.KillAndReopenAsync();
        var retried = old with { StartedAt = Some.Start.AddMinutes(1), Body = Some.Pieces("new") };
        var end = Some.End(old.Id);
        Assert.True(await spool.Spool.BeginAsync(retried));
        Assert.True(await spool.Spool.EndAsync(end));
        await spool.SettleAsync();
        var read = spool.ReadCaptured();
        Assert.Equal([ExchangeOutcome.Interrupted, ExchangeOutcome.Completed], read.Select(e => e.Outcome).Order().Reverse());
        Assert.Contains(Some.Describe(retried, end), read.Select(Some.Describe));
    }

    [Fact]
    public async Task An_id_that_is_still_open_is_not_taken_twice()
    {
        using var spool = await TestSpool.OpenAsync();
        var begin = Some.Begin();
        Assert.False(spool.Spool.IsOpen(begin.Id));
        Assert.True(await spool.Spool.BeginAsync(begin));
        Assert.True(spool.Spool.IsOpen(begin.Id));
        Assert.False(await spool.Spool.BeginAsync(begin));
        Assert.Equal(1, spool.Counters.Dropped[DropReasons.IdInUse].Value);
        Assert.True(await spool.Spool.EndAsync(Some.End(begin.Id)));
        Assert.False(await spool.Spool.EndAsync(Some.End(begin.Id)));
        Assert.False(spool.Spool.IsOpen(begin.Id));
        await spool.SettleAsync();
        Assert.Single(spool.Read());
    }

    [Fact]
    public async Task A_record_larger_than_a_segment_gets_its_own()
    {
        using var spool = await TestSpool.OpenAsync(o => o.SegmentBytes = 64 << 10);
        await spool.AddAsync();
        var (begin, end) = await spool.AddAsync(new string('q', 300_000), new string('a', 300_000));
        Assert.Equal(3, spool.Segments.Count());
        Assert.Equal(Some.Describe(begin, end), Some.Describe(spool.ReadCaptured()[1]));
    }
}
