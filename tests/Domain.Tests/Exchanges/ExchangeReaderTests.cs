using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;

namespace Observability.Domain.Tests.Exchanges;

public sealed class ExchangeReaderTests
{
    [Fact]
    public void A_streamed_chat_fills_its_row()
    {
        var row = ExchangeReader.Read(Captured.Chat()).Row;
        Assert.Equal(("openai.chat", "chat", "gpt-4o", "gpt-4o-2024"), (row.Format, row.Endpoint, row.ModelRequested, row.ModelServed));
        Assert.Equal((ExchangeOutcome.Completed, CaptureVerdict.Kept, null, null), (row.Outcome, row.Capture, row.CaptureReason, row.Error));
        Assert.Equal((true, "stop", 8L, 20L, UsageSource.Provider), (row.Stream, row.FinishReason, row.InputTokens, row.OutputTokens, row.UsageSource));
        Assert.Equal(("What does moss do?", "Moss grows."), (row.RequestPreview, row.ResponsePreview));
        Assert.Equal((3_000L, 90_000L, 200_000L, 700_000L, 1_000L), (row.ConnectUs, row.FirstByteUs, row.FirstTokenUs, row.DurationUs, row.OverheadUs));

        // Twenty tokens between the pieces at 200 and 300 ms.
        Assert.Equal(200, row.OutputTokensPerSecond!.Value, 0.001);
        Assert.Equal(("Python/3.11 aiohttp/3.13.5", "req_1"), (row.Client, row.ProviderRequestId));
        Assert.Equal("/v1/chat/completions?api-version=1", row.Path);
    }

    [Fact]
    public void Messages_tools_offered_and_images_are_counted_and_unknown_where_nothing_is_understood()
    {
        var seen = ExchangeReader.Read(Captured.Chat(
            """
            {"model":"m","tools":[{"type":"function","function":{"name":"a"}},{"type":"function","function":{"name":"b"}}],"messages":[{"role":"system","content":"s"},
            {"role":"user","content":[{"type":"text","text":"what"},{"type":"image_url","image_url":{"url":"https://a.example/b.png"}}]}]}
            """)).Row;
        Assert.Equal((2, (short)2, (short)1), (seen.Messages, seen.ToolsOffered, seen.Images));
        var opaque = ExchangeReader.Read(Captured.Chat() with { Target = "/v1/nobody/knows" }).Row;
        Assert.Equal((null, null, null), (opaque.Messages, opaque.ToolsOffered, opaque.Images));
    }

    [Fact]
    public void A_coded_stream_has_the_same_row_times_included()
    {
        var coded = new MemoryStream();
        var chunks = new List<Chunk>();
        using (var gzip = new GZipStream(coded, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var part in Captured.Stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
            {
                gzip.Write(Encoding.UTF8.GetBytes(part + "\n\n"));
                gzip.Flush();
                chunks.Add(new(Captured.Ms(100 * (chunks.Count + 1)), coded.Length));
            }
        }

        var plain = Captured.Chat();
        var zipped = plain with
        {
            ResponseHeaders = new([.. plain.ResponseHeaders.Lines, new("Content-Encoding", "gzip")], 0),
            Response = new(coded.ToArray(), coded.Length, null),
            Timings = plain.Timings with { Chunks = ChunkTimeline.Encode(chunks) },
        };
        var (expected, row) = (ExchangeReader.Read(plain).Row, ExchangeReader.Read(zipped).Row);
        expected.ResponseBytes = coded.Length;
        Assert.Equal(Json(expected), Json(row));
    }

    [Fact]
    public void An_answer_coded_in_an_unknown_way_is_not_blamed_for_its_end()
    {
        var chat = Captured.Chat();
        var row = ExchangeReader.Read(chat with { ResponseHeaders = new([.. chat.ResponseHeaders.Lines, new("Content-Encoding", "zstd")], 0) });
        Assert.Equal((ExchangeOutcome.Completed, "gpt-4o", null), (row.Row.Outcome, row.Row.ModelRequested, row.Row.Error));
        Assert.Contains(ExchangeReader.ReadingOf(StoredExchange.ToCaptured(row.Row, row.Bodies))!.Notes, n => n.Contains("zstd", StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_headers_say_of_limits_is_told_as_it_was_sent()
    {
        var chat = Captured.Chat();
        KeyValuePair<string, string>[] limits =
            [new("x-ratelimit-remaining-tokens", "149984"), new("anthropic-ratelimit-requests-reset", "2026-11-22T10:00:01Z"), new("Retry-After", "7")];
        var headers = new StoredHeaders([limits[0], .. chat.ResponseHeaders.Lines, limits[1], limits[2]], 0);
        Assert.Equal(limits, ExchangeReader.ReadingOf(chat with { ResponseHeaders = headers })!.RateLimits);
        Assert.Empty(ExchangeReader.ReadingOf(chat)!.RateLimits);
    }

    [Fact]
    public void What_no_format_reads_is_kept_opaque_with_its_bytes()
    {
        var chat = Captured.Chat() with { Target = "/v1/unheard-of" };
        var read = ExchangeReader.Read(chat);
        Assert.Equal(("opaque", "other", true, null), (read.Row.Format, read.Row.Endpoint, read.Row.Stream, read.Row.ResponsePreview));
        Assert.Equal(chat.Response.Bytes.ToArray(), read.Bodies.ResponseBody);
        Assert.Null(ExchangeReader.ReadingOf(chat));
    }

    [Fact]
    public void A_mistake_in_a_format_leaves_the_exchange_opaque()
    {
        var row = ExchangeReader.Read(Captured.Chat(), (_, _) => new BrokenFormat()).Row;
        Assert.Equal(("opaque", "other", ExchangeOutcome.Completed), (row.Format, row.Endpoint, row.Outcome));
    }

    [Fact]
    public void Hashes_are_of_the_whole_bodies()
    {
        var given = SHA256.HashData("the whole, longer than what was kept"u8);
        var chat = Captured.Chat();
        var bodies = ExchangeReader.Read(chat with { Response = new("the wh"u8.ToArray(), 36, given) }).Bodies;
        Assert.Equal(SHA256.HashData(chat.Request.Bytes.Span), bodies.RequestSha256);
        Assert.Equal(given, bodies.ResponseSha256);
        Assert.Empty(ExchangeReader.Read(chat with { Response = new("the wh"u8.ToArray(), 36, null) }).Bodies.ResponseSha256);
    }

    [Fact]
    public void A_truncated_stream_keeps_the_tokens_seen_so_far_and_is_not_an_error()
    {
        var chat = Captured.Chat();
        var row = ExchangeReader.Read(chat with { Response = new(chat.Response.Bytes[..330], chat.Response.TotalBytes, new byte[32]) }).Row;
        Assert.Equal((ExchangeOutcome.Completed, CaptureVerdict.Truncated, "Moss grows."), (row.Outcome, row.Capture, row.ResponsePreview));
        Assert.Equal((UsageSource.None, null, 200_000L), (row.UsageSource, row.OutputTokens, row.FirstTokenUs));
    }

    [Fact]
    public void Bodies_that_were_not_kept_say_why()
    {
        var row = ExchangeReader.Read(Captured.Chat() with { Request = new(default, 90, null), Response = new(default, 700, null), NotKeptReason = "memory" }).Row;
        Assert.Equal((CaptureVerdict.NotKept, "memory", 90L, 700L), (row.Capture, row.CaptureReason, row.RequestBytes, row.ResponseBytes));
        Assert.Equal(ExchangeOutcome.Completed, row.Outcome);
    }

    [Fact]
    public void Ollama_is_as_fast_as_it_says()
    {
        var row = ExchangeReader.Read(Captured.Chat(
            """{"model":"llama3.2","messages":[{"role":"user","content":"hi"}]}""",
            """{"message":{"content":"x"},"done":true,"done_reason":"stop","eval_count":282,"eval_duration":4535599000,"prompt_eval_count":26}""")
            with
        { Family = "ollama", Target = "/ollama/api/chat" }).Row;
        Assert.Equal("ollama.chat", row.Format);
        Assert.Equal(62.17, row.OutputTokensPerSecond!.Value, 0.01);
    }

    [Fact]
    public void Headers_win_over_the_user_in_the_body()
    {
        var chat = Captured.Chat("""{"model":"m","user":"from the body","messages":[]}""");
        var labels = Labels.None with
        {
            User = "from the header",
            UserName = "José 李",
            Session = "chat-1",
            PromptId = "p",
            Properties = new Dictionary<string, string>(StringComparer.Ordinal) { ["role"] = "admin", ["a\0"] = "b\0<é>" },
        };
        Assert.Equal("from the body", ExchangeReader.Read(chat).Row.User);
        var row = ExchangeReader.Read(chat with { Labels = labels }).Row;
        Assert.Equal(("from the header", "José 李", "chat-1", "p"), (row.User, row.UserName, row.Session, row.PromptId));
        Assert.Equal("""{"a␀":"b␀<é>","role":"admin"}""", row.Properties);
    }

    [Fact]
    public void Nothing_that_PostgreSQL_refuses_reaches_the_row()
    {
        var nasty = "n\\u0000 \\ud83d " + new string('x', 5_000);
        var request = $$"""{"model":"{{nasty}}","user":"{{nasty}}","messages":[{"role":"user","content":"{{nasty}}"}]}""";
        var response = """
            {"id":"NASTY","model":"NASTY","error":{"message":"NASTY"},"choices":[{"index":0,"finish_reason":"NASTY",
            "message":{"content":"NASTY","tool_calls":[{"id":"NASTY","function":{"name":"NASTY","arguments":"NASTY"}}]}}]}
            """.Replace("NASTY", nasty, StringComparison.Ordinal);
        var chat = Captured.Chat(request, response) with
        {
            Target = "/v1/chat/completions?q=\0" + new string('y', 9_000),
            Upstream = "a\0b",
            NotKeptReason = "because\0",
            RequestHeaders = new([new("User-Agent", "z\0" + new string('z', 500))], 0),
            ResponseHeaders = StoredHeaders.None,
            Labels = new("u\0\ud83d", "n\0", "s\0", "t\0", "p\0", new Dictionary<string, string>(StringComparer.Ordinal) { ["k\0"] = "v\ud83d" }),
        };
        var row = ExchangeReader.Read(chat).Row;
        foreach (var property in typeof(Exchange).GetProperties())
        {
            foreach (var text in property.GetValue(row) is string[] many ? many : [property.GetValue(row) as string ?? ""])
            {
                Assert.DoesNotContain('\0', text);
                Assert.Equal(text, new UTF8Encoding(false, true).GetString(new UTF8Encoding(false, true).GetBytes(text)));
                Assert.InRange(text.Length, 0, property.Name switch { "Path" => 4_000, "Error" => 2_000, "Client" => 80, _ => 200 });
            }
        }

        using var properties = JsonDocument.Parse(row.Properties);
        Assert.Equal("v\uFFFD", properties.RootElement.GetProperty("k\u2400").GetString());
    }

    [Theory]
    [InlineData("a tool", """{"choices":[{"message":{"content":null,"tool_calls":[{"id":"1","function":{"name":"find","arguments":"{\"x\":1}"}}]}}]}""", "find({\"x\":1})")]
    [InlineData("text before tools", """{"choices":[{"message":{"content":"Let me see.","tool_calls":[{"id":"1","function":{"name":"find","arguments":""}}]}}]}""", "Let me see.")]
    [InlineData("an error", """{"error":{"message":"too\nfast"}}""", "too fast")]
    [InlineData("nothing", """{"choices":[]}""", null)]
    public void The_preview_shows_what_matters(string what, string response, string? preview) =>
        Assert.True(preview == ExchangeReader.Read(Captured.Chat(response: response)).Row.ResponsePreview, what);

    internal static string Json(Exchange row) => JsonSerializer.Serialize(row);

    private sealed class BrokenFormat : ProviderFormat
    {
        public override string Name => "broken";

        public override string Family => "broken";

        public override string Endpoint => "broken";

        public override bool Matches(string method, string path) => true;

        public override Reading Read(WireExchange exchange) => throw new InvalidOperationException("a bug");
    }
}
