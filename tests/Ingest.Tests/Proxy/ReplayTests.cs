using System.Text;
using Observability.Domain.Exchanges;
using Observability.Ingest.Upstreams;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>What the dashboard sends with its own key, and what somebody sends who only says that it is the dashboard's.</summary>
public sealed class ReplayTests
{
    private const string Original = "0192f3a1-0000-7000-8000-00000000000a";
    private const string Labelled =
        "X-Observability-Replay-Of: " + Original + "\r\nX-Observability-User-Id: anna%40example.com\r\nX-Observability-Prompt-Id: greet%407\r\n"
        + "X-Observability-Property-Batch: b%201\r\nX-Observability-Session-Id: chat-1\r\nX-Observability-Task: title\r\nHelicone-User-Id: bob\r\n"
        + "Helicone-Property-Team: red\r\nX-OpenWebUI-Chat-Id: chat-2\r\nX-OpenWebUI-User-Email: bob@example.com\r\nX-OpenWebUI-Message-Id: m-1\r\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_dashboard_says_of_its_call_is_on_record_and_what_the_original_said_labels_nothing()
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        var id = Guid.CreateVersion7();

        var answer = await client.CallAsync(Post(proxy.AddReplayKey(), "/openai/v1/chat/completions", id, Labelled), Ct);
        var recorded = await proxy.RecordedAsync(Ct);
        var row = ExchangeReader.Read(recorded).Row;

        Assert.Equal((200, id.ToString()), (answer.Status, answer["X-Observability-Id"]));
        Assert.Equal((id, Guid.Parse(Original)), (row.Id, row.ReplayOf));
        Assert.Equal(("anna@example.com", "greet@7", """{"batch":"b 1"}"""), (row.User, row.PromptId, row.Properties));
        Assert.Equal((null, null, null, null), (row.Session, row.UserEmail, row.MessageId, recorded.Labels.Task));
        Assert.True(upstream.Requests.TryDequeue(out var got));
        Assert.Equal(("chat-2", "bob@example.com"), (got["X-OpenWebUI-Chat-Id"], got["X-OpenWebUI-User-Email"]));
        Assert.DoesNotContain(got.Headers, h => h.Key.StartsWith("X-Observability-", StringComparison.OrdinalIgnoreCase) || h.Key.StartsWith("Helicone-", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Nobody_else_can_call_an_exchange_a_replay()
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        var id = Guid.CreateVersion7();

        foreach (var _ in (int[])[1, 2])
        {
            Assert.Equal(200, (await client.CallAsync(Post(proxy.Key, "/openai/v1/chat/completions", id, Labelled), Ct)).Status);
            var row = ExchangeReader.Read(await proxy.RecordedAsync(Ct)).Row;
            Assert.Equal((id, null, "chat-1"), (row.Id, row.ReplayOf, row.Session));
        }
    }

    [Fact]
    public async Task A_replay_whose_body_names_a_conversation_does_not_join_it()
    {
        const string Body = """{"model":"gpt-4o-mini","chat_id":"chat-9","messages":[{"role":"user","content":"Hi"}]}""";
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        await client.CallAsync(Requests.Post($"/openai/{proxy.Key}/v1/chat/completions", Body), Ct);
        var session = ExchangeReader.Read(await proxy.RecordedAsync(Ct)).Row.Session;
        await client.CallAsync(Post(proxy.AddReplayKey(), "/openai/v1/chat/completions", Guid.CreateVersion7(), $"X-Observability-Replay-Of: {Original}\r\n", Body), Ct);

        Assert.Equal("chat-9", session);
        Assert.Null(ExchangeReader.Read(await proxy.RecordedAsync(Ct)).Row.Session);
    }

    [Theory]
    [InlineData("/api/v1", "/api/v1/chat/completions?a=%2F&b=c%20d", "/api/v1/chat/completions?a=%2F&b=c%20d")]
    [InlineData("/api/v1", "/api/v1", "/api/v1")]
    [InlineData("", "/v1/v1/x%2fy/", "/v1/v1/x%2fy/")]
    [InlineData("", "/", "/")]
    [InlineData("", "/api/v1/models", "/api/v1/models")]
    public async Task The_whole_path_goes_as_it_stands(string basePath, string target, string sent)
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        proxy.Fill(new UpstreamTarget("relay", new(upstream.Url, basePath), "openai", true, null));
        using var client = await proxy.ConnectAsync(Ct);

        Assert.Equal(200, (await client.CallAsync(Post(proxy.AddReplayKey(), "/relay" + target, Guid.CreateVersion7()), Ct)).Status);

        Assert.True(upstream.Requests.TryDequeue(out var got));
        Assert.Equal(sent, got.Target);
        Assert.Equal(sent, (await proxy.RecordedAsync(Ct)).Target);
    }

    [Theory]
    [InlineData("/relay/v1/chat/completions", 404, "outside_base_path")]
    [InlineData("/relay/api/v10/chat", 404, "outside_base_path")]
    [InlineData("/relay", 404, "outside_base_path")]
    [InlineData("/relay/api/v1/../admin", 400, "malformed_request")]
    [InlineData("/nowhere/v1/chat/completions", 404, "unknown_upstream")]
    [InlineData("/v1/chat/completions", 404, "unknown_route")]
    public async Task A_path_that_does_not_belong_to_the_upstream_is_refused(string target, int status, string code)
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        proxy.Fill(new UpstreamTarget("relay", new(upstream.Url, "/api/v1"), "openai", true, null));
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Post(proxy.AddReplayKey(), target, Guid.CreateVersion7()), Ct);

        Assert.Equal(status, answer.Status);
        Assert.Contains($"\"code\":\"{code}\"", Encoding.UTF8.GetString(answer.Body), StringComparison.Ordinal);
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    [Trait("Fault", "F-56")]
    public async Task A_call_of_one_id_is_sent_once_and_recorded_once()
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        var (key, id) = (proxy.AddReplayKey(), Guid.CreateVersion7());

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var client = await proxy.ConnectAsync(Ct);
            return await client.CallAsync(Post(key, "/openai/v1/chat/completions", id), Ct);
        }));

        Assert.Single(answers, a => a.Status == 200);
        Assert.All(answers.Where(a => a.Status != 200), a =>
        {
            Assert.Equal((409, "true", id.ToString()), (a.Status, a["X-Observability-Already-Sent"], a["X-Observability-Id"]));
            Assert.Contains("\"code\":\"already_sent\"", Encoding.UTF8.GetString(a.Body), StringComparison.Ordinal);
        });
        Assert.Single(upstream.Requests);
        Assert.Equal((id, ExchangeOutcome.Completed), await IdAndOutcomeAsync(proxy));
        Assert.Null(proxy.Spool.Reader.Next());
    }

    [Fact]
    public async Task A_call_that_was_refused_is_settled_too()
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        var (key, id) = (proxy.AddReplayKey(), Guid.CreateVersion7());

        Assert.Equal(404, (await client.CallAsync(Post(key, "/nowhere/v1/x", id), Ct)).Status);
        Assert.Equal(409, (await client.CallAsync(Post(key, "/nowhere/v1/x", id), Ct)).Status);

        Assert.Equal((id, ExchangeOutcome.Rejected), await IdAndOutcomeAsync(proxy));
        Assert.Null(proxy.Spool.Reader.Next());
    }

    [Theory]
    [InlineData(100)]
    [InlineData(5 << 20)]
    public async Task A_call_that_broke_off_before_the_upstream_heard_of_it_can_be_made_again(int length)
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        var (key, id) = (proxy.AddReplayKey(), Guid.CreateVersion7());
        var whole = Post(key, "/openai/v1/chat/completions", id, "", new string('x', length));
        using (var cut = await proxy.ConnectAsync(Ct))
        {
            await cut.SendAsync(whole[..^1], Ct);
            cut.EndSending();
            await cut.WaitForCloseAsync(Ct);
        }

        using var client = await proxy.ConnectAsync(Ct);
        Assert.Equal(200, (await client.CallAsync(whole, Ct)).Status);

        Assert.Equal(length, Assert.Single(upstream.Requests).Body.Length);
        Assert.Equal((id, ExchangeOutcome.Completed), await IdAndOutcomeAsync(proxy));
        Assert.Null(proxy.Spool.Reader.Next());
    }

    [Fact]
    public async Task What_the_sender_wants_left_out_of_the_record_is_left_out()
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("""{"a":1}"""));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        await client.CallAsync(
            Post(proxy.AddReplayKey(), "/openai/v1/chat/completions", Guid.CreateVersion7(), "X-Observability-Omit-Request: true\r\nX-Observability-Omit-Response: true\r\n"), Ct);

        var recorded = await proxy.RecordedAsync(Ct);
        Assert.Equal((0, 0), (recorded.Request.Bytes.Length, recorded.Response.Bytes.Length));
        Assert.Equal(Requests.Chat.Length, Encoding.UTF8.GetString(Assert.Single(upstream.Requests).Body).Length);
    }

    [Fact]
    public async Task Nothing_of_a_replay_is_altered()
    {
        const string Body = """{"model":"gpt-4o-mini","stream":true,"messages":[]}""";
        await using var upstream = RawUpstream.Saying(
            "HTTP/1.1 502 Bad\r\nContent-Type: text/html\r\nSet-Cookie: a=b\r\nContent-Length: 4\r\n\r\n<p/>");
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Post(proxy.AddReplayKey(), "/openai/v1/chat/completions", Guid.CreateVersion7(), "Accept-Encoding: zstd, br\r\n", Body), Ct);

        Assert.Equal(("<p/>", "a=b"), (Encoding.UTF8.GetString(answer.Body), answer["Set-Cookie"]));
        var got = Assert.Single(upstream.Requests);
        Assert.Equal((Body, "zstd, br"), (Encoding.UTF8.GetString(got.Body), got["Accept-Encoding"]));
        Assert.Equal(Alterations.None, (await proxy.RecordedAsync(Ct)).Alterations);
    }

    private static byte[] Post(string key, string target, Guid id, string headers = "", string body = Requests.Chat)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return
        [
            .. Encoding.Latin1.GetBytes(
                $"POST {target} HTTP/1.1\r\nHost: proxy\r\nX-Observability-Key: {key}\r\nX-Observability-Request-Id: {id}\r\n{headers}"
                + $"Content-Type: application/json\r\nContent-Length: {bytes.Length}\r\n\r\n"),
            .. bytes,
        ];
    }

    private static async Task<(Guid Id, ExchangeOutcome Outcome)> IdAndOutcomeAsync(ProxyHost proxy)
    {
        var recorded = await proxy.RecordedAsync(Ct);
        return (recorded.Id, recorded.Outcome);
    }
}
