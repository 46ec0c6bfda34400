using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Ingest.Spool;
using Observability.Testing;

namespace Observability.Ingest.Tests.Spool;

/// <summary>What a start makes of a folder that something happened to.</summary>
public sealed class RecoveryTests
{
    [Fact]
    [Trait("Fault", "F-01")]
    public async Task An_exchange_that_ended_outlives_a_kill()
    {
        using var spool = await TestSpool.OpenAsync();
        var (begin, end) = await spool.AddAsync();
        await spool.KillAndReopenAsync();
        Assert.Equal(Some.Describe(begin, end), Some.Describe(Assert.Single(spool.ReadCaptured())));
    }

    [Fact]
    [Trait("Fault", "F-01")]
    public async Task An_exchange_that_was_open_at_a_kill_is_interrupted()
    {
        using var spool = await TestSpool.OpenAsync();
        var begin = Some.Begin();
        Assert.True(await spool.Spool.BeginAsync(begin));
        await spool.KillAndReopenAsync();
        var exchange = Assert.Single(spool.ReadCaptured());
        Assert.Equal((begin.Id, ExchangeOutcome.Interrupted, TimeSpan.Zero), (exchange.Id, exchange.Outcome, exchange.Timings.LastByte));
        Assert.Equal("The ingest process ended while this exchange was open.", exchange.Error);
        Assert.Equal(begin.Body.TotalBytes, exchange.Request.Bytes.Length);
    }

    [Fact]
    [Trait("Fault", "F-05")]
    public async Task A_segment_cut_anywhere_loses_nothing_before_the_cut()
    {
        using var spool = await TestSpool.OpenAsync();
        var ends = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            await spool.AddAsync($"request {i}", $"response {i}");
            ends.Add(new FileInfo(spool.Segments.Single()).Length);
        }

        var whole = await File.ReadAllBytesAsync(spool.Segments.Single(), TestContext.Current.CancellationToken);
        var starts = Enumerable.Range(0, whole.Length - 4).Where(i => whole.AsSpan(i).StartsWith(RecordHeader.Magic)).Select(i => (long)i).ToHashSet();
        spool.Crash();

        // Three records from the end: the last exchange, and the END of the one before it.
        using var damaged = new DamagedSegment();
        for (var cut = whole.Length - 1L; cut > ends[0] + 100; cut--)
        {
            var read = damaged.Read(whole.AsSpan(0, (int)cut), out var spans).FindAll(e => e.Begin is not null).ConvertAll(e => e.ToCaptured());
            Assert.True(spans == (starts.Contains(cut) ? 0 : 1), $"cut at {cut}: told of {spans} torn tails");
            Assert.Equal(ends.Count(e => e <= cut), read.Count(c => c.Outcome == ExchangeOutcome.Completed));
            Assert.True(read.TrueForAll(c => c.Outcome is ExchangeOutcome.Completed or ExchangeOutcome.Interrupted), $"cut at {cut}");
        }
    }

    [Fact]
    [Trait("Fault", "F-06")]
    public async Task Any_flipped_bit_costs_one_record_at_most_and_changes_none()
    {
        using var spool = await TestSpool.OpenAsync();
        var expected = new List<string>();
        var ends = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            var (begin, end) = await spool.AddAsync($"q{i}", $"a{i}");
            expected.Add(Some.Describe(begin, end));
            ends.Add((int)new FileInfo(spool.Segments.Single()).Length);
        }

        var whole = await File.ReadAllBytesAsync(spool.Segments.Single(), TestContext.Current.CancellationToken);
        spool.Crash();
        using var damaged = new DamagedSegment();

        // Every bit of the segment's header, and of both records of the second exchange.
        for (var bit = 0; bit < ends[1] * 8; bit = bit == (SegmentHeader.Size * 8) - 1 ? ends[0] * 8 : bit + 1)
        {
            var read = damaged.ReadFlipped(whole, bit);
            var completed = read.FindAll(r => r is { Begin: not null, End: not null }).ConvertAll(r => Some.Describe(r.ToCaptured()));
            Assert.Equal(bit < SegmentHeader.Size * 8 ? expected : [expected[0], expected[2]], completed);
        }
    }

    [Fact]
    [Trait("Fault", "F-06")]
    public async Task Hundreds_of_bits_flipped_in_a_large_segment_change_nothing_that_is_delivered()
    {
        var (megabytes, flips) = (Thorough.Or(4, 64), Thorough.Or(60, 1000));
        using var spool = await TestSpool.OpenAsync(o => o.SegmentBytes = 128 << 20);
        var expected = new Dictionary<Guid, string>();
        var body = new string('b', 4 << 10);
        while (new FileInfo(spool.Segments.Single()).Length < megabytes << 20)
        {
            var (begin, end) = await spool.AddAsync(body, body);
            expected.Add(begin.Id, Some.Describe(begin, end));
        }

        var segment = await File.ReadAllBytesAsync(spool.Segments.Single(), TestContext.Current.CancellationToken);
        spool.Crash();
        var seed = Random.Shared.Next();
        var dice = new Random(seed);
        for (var flip = 0; flip < flips; flip++)
        {
            segment[dice.Next(SegmentHeader.Size, segment.Length)] ^= (byte)(1 << dice.Next(8));
        }

        using var damaged = new DamagedSegment();
        var whole = damaged.Read(segment, out _).FindAll(e => e is { Begin: not null, End: not null });
        Assert.All(whole, e => Assert.Equal(expected[e.Id], Some.Describe(e.ToCaptured())));
        Assert.InRange(whole.Count, expected.Count - flips, expected.Count - 1);
        TestContext.Current.TestOutputHelper?.WriteLine($"Seen: {flips} bits in {megabytes} MB: of {expected.Count} exchanges {whole.Count} delivered as they were, the others in part or in quarantine, none altered (seed {seed})");
    }

    [Fact]
    [Trait("Fault", "F-06")]
    public async Task A_body_that_looks_like_records_is_never_taken_for_one_after_damage()
    {
        // What a producer could know of the format: a segment of a spool of its own, which has another salt.
        using var theirs = await TestSpool.OpenAsync();
        await theirs.AddAsync("forged", "forged");
        var records = (await File.ReadAllBytesAsync(theirs.Segments.Single(), TestContext.Current.CancellationToken))[SegmentHeader.Size..];

        using var spool = await TestSpool.OpenAsync();
        var (begin, end) = await spool.AddAsync("honest", "honest");
        var place = new FileInfo(spool.Segments.Single()).Length;
        Assert.True(await spool.Spool.BeginAsync(Some.Begin() with { Body = new([records], records.Length, null) }));
        await spool.SettleAsync();
        spool.Crash();
        await using (var file = File.OpenWrite(spool.Segments.Single()))
        {
            file.Position = place;
            file.WriteByte(0);
        }

        await spool.OpenAsync();
        Assert.Equal(Some.Describe(begin, end), Some.Describe(Assert.Single(spool.ReadCaptured())));
        Assert.Equal(1, spool.Counters.DamagedSpans.Value);
    }

    [Fact]
    [Trait("Fault", "F-07")]
    public async Task Empty_foreign_and_missing_segments_cost_only_themselves()
    {
        using var spool = await TestSpool.OpenAsync(o => o.SegmentBytes = 1);
        var first = await spool.AddAsync("1", "1");
        await spool.AddAsync("2", "2");
        var third = await spool.AddAsync("3", "3");
        await spool.StopAsync();
        var segments = spool.Segments.ToList();
        File.Delete(segments[2]);
        File.Delete(segments[3]);
        await File.WriteAllTextAsync(Name(spool, 700), "", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Name(spool, 701), "A letter to somebody else.", TestContext.Current.CancellationToken);
        await spool.OpenAsync();
        Assert.Equal([Some.Describe(first.Begin, first.End), Some.Describe(third.Begin, third.End)], spool.ReadCaptured().ConvertAll(Some.Describe));
        Assert.EndsWith("0000000000000701.spool.foreign", Assert.Single(spool.QuarantineFiles), StringComparison.Ordinal);
        Assert.False(File.Exists(Name(spool, 700)));
    }

    [Fact]
    [Trait("Fault", "F-07")]
    public async Task A_segment_that_is_there_twice_is_delivered_twice_and_unchanged()
    {
        using var spool = await TestSpool.OpenAsync();
        var (begin, end) = await spool.AddAsync();
        await spool.StopAsync();
        File.Copy(spool.Segments.Single(), Name(spool, 99));
        await spool.OpenAsync();
        Assert.Equal(Enumerable.Repeat(Some.Describe(begin, end), 2), spool.ReadCaptured().ConvertAll(Some.Describe));
    }

    [Fact]
    [Trait("Fault", "F-07")]
    public async Task A_segment_of_a_newer_version_stops_the_start_and_nothing_is_touched()
    {
        using var spool = await TestSpool.OpenAsync();
        await spool.AddAsync();
        await spool.StopAsync();
        await File.WriteAllBytesAsync(Name(spool, 5), new SegmentHeader(SegmentHeader.CurrentVersion + 1, 1, 5).Encode(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Name(spool, 6), "foreign", TestContext.Current.CancellationToken);
        var before = spool.Segments.ToList();
        var refusal = await Assert.ThrowsAsync<SettingException>(spool.OpenAsync);
        Assert.Equal(
            $"The spool segment '{Name(spool, 5)}' has format 3; this build reads up to 2. Start the newer version, or move the file away (what it holds is then not stored).",
            refusal.Message);
        Assert.Equal(before, spool.Segments);
    }

    [Fact]
    [Trait("Fault", "F-14")]
    public async Task A_second_process_on_one_folder_is_refused()
    {
        using var spool = await TestSpool.OpenAsync();
        using var second = spool.New();
        var refusal = await Assert.ThrowsAsync<SettingException>(() => second.StartAsync(TestContext.Current.CancellationToken));
        Assert.Equal(
            $"The spool folder '{spool.Options.Folder}' is in use by another ingest process. Stop that one, or give this one its own folder (Spool:Folder).",
            refusal.Message);
        await spool.AddAsync();
    }

    [Fact]
    public async Task Only_the_owner_may_read_it()
    {
        using var spool = await TestSpool.OpenAsync();
        await spool.AddAsync();
        await spool.StopAsync();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(spool.Options.Folder));
        Assert.All(Directory.GetFiles(spool.Options.Folder), f => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(f)));
    }

    private static string Name(TestSpool spool, int sequence) => Path.Combine(spool.Options.Folder, $"{sequence:D16}.spool");
}
