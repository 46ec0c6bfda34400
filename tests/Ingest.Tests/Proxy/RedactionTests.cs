using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Observability.Domain.Exchanges;
using Observability.Domain.Redaction;
using Observability.Ingest.Spool;
using Observability.Testing;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>What a project keeps of a call: decided before anything of it touches the disk, and never seen on the wire.</summary>
public sealed class RedactionTests
{
    private const string Email = "jane@example.org";
    private const string Ask = """{"model":"gpt-4o-mini","user":"jane@example.org","messages":[{"role":"user","content":"Write to jane@example.org"}]}""";
    private const string Say =
        """{"id":"c1","model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"message":{"role":"assistant","content":"I wrote to jane@example.org."},"finish_reason":"stop"}],"usage":{"prompt_tokens":17,"completion_tokens":4,"total_tokens":21}}""";

    private static readonly Dictionary<string, string?> WithMasterKey = new() { ["OBSERVABILITY_MASTER_KEY"] = Convert.ToBase64String(new byte[32]) };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(RedactionMode.Full)]
    [InlineData(RedactionMode.Masked)]
    [InlineData(RedactionMode.Metadata)]
    [InlineData(RedactionMode.Hash)]
    public async Task Whatever_is_kept_both_sides_get_every_byte_and_tokens_and_prices_are_known(RedactionMode mode)
    {
        await using var upstream = RawUpstream.Saying(Requests.Json(Say));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, WithMasterKey, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Requests.Post($"/v1/{proxy.AddKey(mode)}/chat/completions?note={Email}", Ask), Ct);

        Assert.Equal(Say, answer.Text);
        Assert.Equal((Ask, $"POST /v1/chat/completions?note={Email} HTTP/1.1"), (Assert.Single(upstream.Requests).Text, upstream.Requests.First().StartLine));
        var row = ExchangeReader.Read(await proxy.RecordedAsync(Ct)).Row;
        Assert.Equal(
            (ExchangeOutcome.Completed, "gpt-4o-mini", "gpt-4o-mini-2024-07-18", 17L, 4L, "stop", "openai.chat", 1),
            (row.Outcome, row.ModelRequested, row.ModelServed, row.InputTokens, row.OutputTokens, row.FinishReason, row.Format, row.Messages));
        Assert.NotNull(row.CostUsd);
        Assert.Equal(mode == RedactionMode.Full, row.Redaction is null);
        Assert.Equal((Ask.Length, Say.Length), (row.RequestBytes, row.ResponseBytes));
        Assert.Equal(mode == RedactionMode.Full, proxy.Files.Any(f => f.AsSpan().IndexOf("jane@example.org"u8) >= 0));
    }

    [Fact]
    public async Task Masked_bodies_are_kept_with_covers_and_counts()
    {
        var recorded = await CallAsync(RedactionMode.Masked, Ask, Requests.Json(Say));

        Assert.Equal(Ask.Replace(Email, "[email]*********", StringComparison.Ordinal), Encoding.UTF8.GetString(recorded.Request.Bytes.Span));
        Assert.Equal(Say.Replace(Email, "[email]*********", StringComparison.Ordinal), Encoding.UTF8.GetString(recorded.Response.Bytes.Span));
        var (row, _, texts) = ExchangeReader.Read(recorded);
        Assert.Equal((CaptureVerdict.Kept, """{"email":3}""", "[email]*********"), (row.Capture, row.Masked, row.User));
        Assert.Equal(("Write to [email]*********", "I wrote to [email]*********."), (row.RequestPreview, row.ResponsePreview));
        Assert.DoesNotContain(Email, texts.Input + texts.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_streamed_answer_keeps_its_times_and_loses_what_was_spread_over_its_events()
    {
        string[] deltas = ["To ", "jane", "@exam", "ple", ".org", " now"];
        var stream = Requests.StreamHead + string.Concat(deltas.Select(d => Encoding.UTF8.GetString(Requests.Chunk(Requests.Delta(d)))))
            + Encoding.UTF8.GetString(Requests.Chunk("data: [DONE]\n\n")) + Requests.LastChunk;
        var recorded = await CallAsync(RedactionMode.Masked, Requests.Chat, stream);

        var row = ExchangeReader.Read(recorded).Row;
        Assert.Equal("To [email]********* now", row.ResponsePreview);
        Assert.NotNull(row.FirstTokenUs);
        Assert.Equal(deltas.Sum(d => Requests.Delta(d).Length) + 14, recorded.Response.Bytes.Length);
    }

    [Fact]
    public async Task A_coded_answer_is_kept_decoded_and_covered()
    {
        var coded = new MemoryStream();
        await using (var gzip = new GZipStream(coded, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Say));
        }

        byte[] answer = [.. Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: {coded.Length}\r\n\r\n"), .. coded.ToArray()];
        var recorded = await CallAsync(RedactionMode.Masked, Ask, answer);

        Assert.Equal(Say.Replace(Email, "[email]*********", StringComparison.Ordinal), Encoding.UTF8.GetString(recorded.Response.Bytes.Span));
        Assert.Null(recorded.ResponseHeaders["Content-Encoding"]);
        Assert.Equal((17L, CaptureVerdict.Kept), (ExchangeReader.Read(recorded).Row.InputTokens, ExchangeReader.Read(recorded).Row.Capture));
    }

    [Fact]
    public async Task What_cannot_be_searched_is_not_kept_and_its_numbers_are()
    {
        var odd = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + (Say.Length + 1) + "\r\n\r\n" + Say + "\0";
        var recorded = await CallAsync(RedactionMode.Masked, Ask, odd);

        var row = ExchangeReader.Read(recorded).Row;
        Assert.True(recorded.Response.Bytes.IsEmpty);
        Assert.False(recorded.Request.Bytes.IsEmpty);
        Assert.Equal((CaptureVerdict.NotKept, 200), (row.Capture, (int)row.Status!));
        Assert.Contains("could not be searched", row.CaptureReason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RedactionMode.Metadata)]
    [InlineData(RedactionMode.Hash)]
    public async Task No_word_of_a_call_is_on_any_disk(RedactionMode mode)
    {
        var canary = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        var ask = """{"model":"gpt-4o","user":"CANARY","metadata":{"CANARY":"CANARY"},"messages":[{"role":"user","content":"CANARY"}],"tools":[{"type":"function","function":{"name":"CANARY"}}]}""".Replace("CANARY", canary, StringComparison.Ordinal);
        var say = """{"model":"gpt-4o","choices":[{"index":0,"message":{"role":"assistant","content":"CANARY","tool_calls":[{"id":"1","type":"function","function":{"name":"CANARY","arguments":"CANARY"}}]},"finish_reason":"CANARY"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}""".Replace("CANARY", canary, StringComparison.Ordinal);
        await using var upstream = RawUpstream.Saying(Requests.Json(say));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, WithMasterKey, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        await client.CallAsync(Requests.Post($"/v1/{proxy.AddKey(mode)}/chat/completions?q={canary}", Encoding.UTF8.GetBytes(ask), ""), Ct);

        var record = ExchangeReader.Read(await proxy.RecordedAsync(Ct));
        Assert.Equal((1L, 2L, CaptureVerdict.NotKept), (record.Row.InputTokens, record.Row.OutputTokens, record.Row.Capture));
        Assert.DoesNotContain(proxy.Files, f => f.AsSpan().IndexOf(Encoding.UTF8.GetBytes(canary)) >= 0);
        await using var database = await TestDatabase.CreateAsync(Ct);
        using (var store = new ExchangeStore(database.DataSource, TimeProvider.System))
        {
            Assert.Equal(1, store.Store([record]));
        }

        var text = await EverythingAsync(database);
        Assert.Contains(record.Row.Id.ToString(), text, StringComparison.Ordinal);
        Assert.DoesNotContain(canary, text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Convert.ToHexString(Encoding.UTF8.GetBytes(canary)), text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(proxy.Log, l => l.Contains(canary, StringComparison.Ordinal));
    }

    [Fact]
    public async Task In_the_mode_hash_equal_bodies_and_people_are_seen_to_be_equal()
    {
        await using var upstream = RawUpstream.Saying(Requests.Json(Say));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, WithMasterKey, Ct);
        var key = proxy.AddKey(RedactionMode.Hash);
        var rows = new List<ExchangeRecord>();
        foreach (var body in new[] { Ask, Ask, Requests.Chat })
        {
            using var client = await proxy.ConnectAsync(Ct);
            await client.CallAsync(Requests.Post($"/v1/{key}/chat/completions", Encoding.UTF8.GetBytes(body), "Helicone-User-Id: jane\r\n"), Ct);
            rows.Add(ExchangeReader.Read(await proxy.RecordedAsync(Ct)));
        }

        Assert.Equal(rows[0].Bodies.RequestSha256, rows[1].Bodies.RequestSha256);
        Assert.NotEqual(rows[0].Bodies.RequestSha256, rows[2].Bodies.RequestSha256);
        Assert.NotEqual(SHA256.HashData(Encoding.UTF8.GetBytes(Ask)), rows[0].Bodies.RequestSha256);
        Assert.Equal(32, rows[0].Bodies.RequestSha256.Length);
        Assert.Equal((rows[0].Row.User, rows[0].Row.PromptHash), (rows[1].Row.User, rows[1].Row.PromptHash));
        Assert.StartsWith("user-", rows[0].Row.User, StringComparison.Ordinal);
        Assert.DoesNotContain(rows, r => Encoding.Latin1.GetString(r.Bodies.RequestHeaders).Contains("jane", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_call_cut_by_a_kill_keeps_what_its_request_said_in_closed_words()
    {
        await using var upstream = RawUpstream.Saying(Requests.Json(Say));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, WithMasterKey, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        await client.CallAsync(Requests.Post($"/v1/{proxy.AddKey(RedactionMode.Metadata)}/chat/completions", Ask), Ct);
        var recorded = await proxy.RecordedAsync(Ct);

        // Its BEGIN alone.
        var row = ExchangeReader.ReadRequest(recorded);
        Assert.Equal(("gpt-4o-mini", "openai.chat", (string?)null, (string?)null), (row.ModelRequested, row.Format, row.RequestPreview, row.User));
    }

    // Every row of every table, bytes in hex.
    private static async Task<string> EverythingAsync(TestDatabase database)
    {
        var tables = new List<string>();
        await using (var names = database.DataSource.CreateCommand(
            "select c.oid::regclass::text from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition"))
        {
            await using var rows = await names.ExecuteReaderAsync(Ct);
            while (await rows.ReadAsync(Ct))
            {
                tables.Add(rows.GetString(0));
            }
        }

        var text = new StringBuilder();
        foreach (var table in tables)
        {
            await using var all = database.DataSource.CreateCommand($"select coalesce(string_agg(to_jsonb(t)::text, ' '), '') from {table} t");
            text.Append(table).Append(' ').Append(await all.ExecuteScalarAsync(Ct)).Append('\n');
        }

        return text.ToString();
    }

    private static Task<CapturedExchange> CallAsync(RedactionMode mode, string ask, string answer) => CallAsync(mode, ask, Encoding.UTF8.GetBytes(answer));

    private static async Task<CapturedExchange> CallAsync(RedactionMode mode, string ask, byte[] answer)
    {
        await using var upstream = RawUpstream.Saying(answer);
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, WithMasterKey, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        await client.CallAsync(Requests.Post($"/v1/{proxy.AddKey(mode)}/chat/completions", ask), Ct);
        return await proxy.RecordedAsync(Ct);
    }
}
