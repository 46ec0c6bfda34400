using System.IO.Compression;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Observability.Dashboard.Replays;
using Observability.Domain.Formats;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Replays;

public sealed class ArrivingAnswerTests
{
    private const string Whole = "Three herons stood in the reeds, 三只苍鹭, and one 🪶 flew.";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly string[] Deltas = ["Three herons ", "stood in the reeds, ", "三只苍鹭", ", and one 🪶", " flew."];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void However_a_stream_is_cut_into_pieces_its_text_grows_to_the_whole_text() => Prop.ForAll<PositiveInt, PositiveInt>((seed, pieces) =>
    {
        var dice = new Random(seed.Get);
        var bytes = Stream();
        var cuts = Enumerable.Range(0, pieces.Get % 40).Select(_ => dice.Next(bytes.Length)).Append(0).Append(bytes.Length).Distinct().Order().ToList();
        var (told, ending) = Read([.. cuts.Zip(cuts.Skip(1)).Select(c => bytes[c.First..c.Second])], "text/event-stream");
        Assert.All(told, t => Assert.StartsWith(TextOf(t), Whole, StringComparison.Ordinal));
        return ending == AnswerEnding.Whole && TextOf(told[^1]) == Whole && told[^1] is { IsOver: true, Bytes: var length } && length == bytes.Length
            && told.Zip(told.Skip(1)).All(p => TextOf(p.First).Length <= TextOf(p.Second).Length);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_bytes_come_nothing_is_thrown_for_them() => Prop.ForAll<byte[], PositiveInt>((bytes, choice) =>
    {
        string[] types = ["text/event-stream", "application/json", "application/x-ndjson", "audio/mpeg", "application/vnd.amazon.eventstream", ""];
        var (told, ending) = Read([bytes ?? []], types[choice.Get % types.Length]);
        return ending == AnswerEnding.Whole && told[^1].Bytes == (bytes ?? []).Length;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task What_has_come_is_read_at_once_and_then_ten_times_a_second_however_fast_it_comes()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UnixEpoch);
        await using var stream = new Arriving(clock, "text/event-stream");
        var bytes = Stream();
        await stream.SendAsync(bytes[..100]);
        await stream.HasToldAsync(t => t.Bytes == 100);
        var before = stream.Told.Count;
        foreach (var one in bytes.AsMemory(100, 300).ToArray())
        {
            await stream.SendAsync([one]);
        }

        Assert.Equal(before, stream.Told.Count);
        // Nothing more comes, and yet it is told.
        clock.Advance(TimeSpan.FromMilliseconds(100));
        await stream.HasToldAsync(t => t.Bytes >= 399);
        Assert.Equal(before + 1, stream.Told.Count);
    }

    [Fact]
    public async Task The_first_token_is_timed_by_when_it_came_not_by_when_it_was_read()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UnixEpoch);
        await using var stream = new Arriving(clock, "text/event-stream");
        await stream.SendAsync(Encoding.UTF8.GetBytes("""data: {"model":"gpt-4o","choices":[{"index":0,"delta":{"role":"assistant"}}]}""" + "\n\n"));
        await stream.HasToldAsync(t => t.Bytes > 0);
        clock.Advance(TimeSpan.FromMilliseconds(40));
        await stream.SendAsync(Stream());
        // Once this one is taken, the one before it has been.
        await stream.SendAsync(": nothing\n\n"u8.ToArray());
        clock.Advance(TimeSpan.FromMilliseconds(60));
        await stream.HasToldAsync(t => t.ToFirstToken is not null);
        Assert.Equal((TimeSpan.Zero, TimeSpan.FromMilliseconds(40)), (stream.Told[^1].ToFirstByte, stream.Told[^1].ToFirstToken));
    }

    [Fact]
    public async Task An_answer_that_is_stopped_or_breaks_off_keeps_what_had_come()
    {
        var bytes = Stream();
        var half = bytes[..(bytes.Length / 2)];
        await using var stopped = new Arriving(new Jumping(), "text/event-stream");
        await stopped.SendAsync(half);
        await stopped.HasToldAsync(t => t.Bytes == half.Length);
        Assert.Equal(AnswerEnding.Stopped, await stopped.StopAsync());

        await using var broken = new Arriving(new Jumping(), "text/event-stream");
        await broken.SendAsync(half);
        await broken.HasToldAsync(t => t.Bytes == half.Length);
        Assert.Equal(AnswerEnding.Broken, await broken.EndAsync(new IOException("reset")));

        Assert.All([stopped.Told[^1], broken.Told[^1]], t => Assert.True(t.IsOver && TextOf(t).Length > 0 && Whole.StartsWith(TextOf(t), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_longer_than_is_held_goes_on_being_counted()
    {
        await using var stream = new Arriving(new Jumping(), "text/event-stream", mostBytes: 200);
        await stream.SendAsync(Stream());
        Assert.Equal(AnswerEnding.Whole, await stream.EndAsync());
        Assert.Equal((Stream().Length, true), (stream.Told[^1].Bytes, stream.Told[^1].IsCut));
    }

    [Fact]
    public async Task A_stream_under_a_content_coding_is_read_and_timed_like_any_other()
    {
        var coded = new MemoryStream();
        await using (var gzip = new GZipStream(coded, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Stream(), Ct);
        }

        await using var stream = new Arriving(new Jumping(), "text/event-stream", coding: "gzip");
        await stream.SendAsync(coded.ToArray());
        await stream.EndAsync();
        Assert.Equal(Whole, TextOf(stream.Told[^1]));
        Assert.NotNull(stream.Told[^1].ToFirstToken);
    }

    [Fact]
    public void An_answer_no_format_reads_is_shown_where_it_is_text_and_counted_where_it_is_none()
    {
        Assert.Equal("plain words, 三", Read([Encoding.UTF8.GetBytes("plain words, 三")], "text/plain", "/made/up").Told[^1].Plain);
        Assert.Null(Read([[0x89, 0, 1, 2, 0xFF]], "image/png", "/made/up").Told[^1].Plain);
        Assert.Equal("No such route.", Read([Encoding.UTF8.GetBytes("""{"error":{"message":"No such route."}}""")], "application/json", "/made/up", 404).Told[^1].Error);
    }

    private static string TextOf(AnswerSoFar answer) => string.Concat(answer.Reading?.Output.SelectMany(m => m.Parts).OfType<TextPart>().Select(p => p.Text) ?? []);

    private static byte[] Stream() => Encoding.UTF8.GetBytes(string.Concat(Deltas.Select(d =>
        $$$"""data: {"id":"c1","object":"chat.completion.chunk","model":"gpt-4o","choices":[{"index":0,"delta":{"content":{{{System.Text.Json.JsonSerializer.Serialize(d)}}}}}]}""" + "\n\n")) + "data: [DONE]\n\n");

    private static (List<AnswerSoFar> Told, AnswerEnding Ending) Read(byte[][] pieces, string type, string path = "/v1/chat/completions", int status = 200)
    {
        var told = new List<AnswerSoFar>();
        var (call, pipe) = Arriving.Open(type, null, status);
        var reading = Arriving.Answer(new Jumping(), path).ReadAsync(call, t => { told.Add(t); return Task.CompletedTask; }, Ct);
        foreach (var piece in pieces)
        {
            pipe.Writer.WriteAsync(piece, Ct).AsTask().GetAwaiter().GetResult();
        }

        pipe.Writer.Complete();
        return (told, reading.GetAwaiter().GetResult());
    }

    /// <summary>A clock on which so much time passes between two looks that everything is due.</summary>
    private sealed class Jumping : TimeProvider
    {
        private long _now;

        public override long GetTimestamp() => Interlocked.Add(ref _now, TimestampFrequency * 100);
    }

    /// <summary>A call whose answer a test sends piece by piece.</summary>
    private sealed class Arriving : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        private readonly SentCall _call;
        private readonly Pipe _pipe;
        private readonly Task<AnswerEnding> _reading;
        private IReadOnlyList<AnswerSoFar> _told = [];

        public Arriving(TimeProvider clock, string type, string? coding = null, int mostBytes = 1 << 20)
        {
            (_call, _pipe) = Open(type, coding, 200);
            _reading = Answer(clock, "/v1/chat/completions", mostBytes).ReadAsync(_call, Tell, _stop.Token);
        }

        public IReadOnlyList<AnswerSoFar> Told => Volatile.Read(ref _told);

        public static (SentCall Call, Pipe Pipe) Open(string type, string? coding, int status)
        {
            // A write returns when it is taken.
            var pipe = new Pipe(new(pauseWriterThreshold: 1, resumeWriterThreshold: 1));
            var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent([]) };
            answer.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            if (coding is not null)
            {
                answer.Content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
            }

            return (new(Guid.CreateVersion7(), answer, pipe.Reader.AsStream()), pipe);
        }

        public static ArrivingAnswer Answer(TimeProvider clock, string path, int mostBytes = 1 << 20) =>
            new(new() { Upstream = "openai", Family = "openai", Method = "POST", Target = path, Body = "{}"u8.ToArray() }, mostBytes, clock, clock.GetTimestamp());

        public async Task SendAsync(byte[] bytes) => await _pipe.Writer.WriteAsync(bytes, Ct);

        public Task HasToldAsync(Func<AnswerSoFar, bool> wanted) => Eventually.HoldsAsync(() => Told.Any(wanted), Patience, "it is told", Ct);

        public async Task<AnswerEnding> EndAsync(Exception? broken = null)
        {
            await _pipe.Writer.CompleteAsync(broken);
            return await _reading;
        }

        public async Task<AnswerEnding> StopAsync()
        {
            await _stop.CancelAsync();
            return await _reading;
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _reading;
            await _call.DisposeAsync();
            _stop.Dispose();
        }

        private Task Tell(AnswerSoFar answer)
        {
            Volatile.Write(ref _told, [.. _told, answer]);
            return Task.CompletedTask;
        }
    }
}
