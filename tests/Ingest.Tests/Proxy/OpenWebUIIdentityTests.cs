using System.Globalization;
using System.Text;
using Observability.Domain.Exchanges;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>Who asked and for what, from the bytes Open WebUI sends to the row that is stored. The number is the case's in its wire script.</summary>
public sealed class OpenWebUIIdentityTests
{
    private const string Title =
        """{"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "### Task:\nGenerate a concise title summarizing the chat history.\n### Guidelines:\n<chat_history>\nUSER: hi\n</chat_history>"}], "stream": false, "max_tokens": 1000}""";

    private const string FollowUps =
        """{"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "### Task:\nSuggest 3-5 relevant follow-up questions or prompts"}], "stream": false}""";

    private const string Tags =
        """{"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "### Task:\nGenerate 1-3 broad tags categorizing the main themes of the chat history"}], "stream": false}""";

    private const string OwnTemplate =
        """{"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Fasse zusammen: USER: hi"}], "stream": false}""";

    private static readonly string Answer = Requests.Json(
        """{"id":"c1","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"{ \"title\": \"Greeting\" }"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}""");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, Trait("case", "1"), Trait("case", "43")]
    [InlineData("/v1/{0}/models", "openai.models")]
    [InlineData("/v1/{0}//models/", "openai.models")]
    [InlineData("/openai/{0}/openai/models?api-version=2024-10-21", "openai.models")]
    [InlineData("/plain/{0}/api/models?refresh=true", "openai.models")]
    [InlineData("/plain/{0}/api/v1/models", "openai.models")]
    [InlineData("/anthropic/{0}/v1/models?limit=1000", "openai.models")]
    [InlineData("/ollama/{0}/api/tags", "ollama.models")]
    [InlineData("/ollama/{0}/api/ps", "ollama.models")]
    [InlineData("/ollama/{0}/api/version", "ollama.models")]
    [InlineData("/plain/{0}/ollama/api/tags", "ollama.models")]
    public async Task Case_01_a_list_of_models_is_read_and_counted_as_one_and_kept_only_if_wanted(string path, string format)
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("""{"object": "list", "data": [{"id": "a"}]}"""));
        foreach (var hours in (string?[])[null, "0"])
        {
            await using var proxy = await ProxyHost.StartAsync(upstream.Url, Setting("OBSERVABILITY_MODEL_LIST_HOURS", hours), Ct);
            using var client = await proxy.ConnectAsync(Ct);

            var list = await client.CallAsync(Requests.Get(string.Format(CultureInfo.InvariantCulture, path, proxy.Key)), Ct);

            Assert.Equal(200, list.Status);
            Assert.Equal((1, hours is null ? 1 : 0), (proxy.Spool.Counters.ModelLists.Value, proxy.Spool.State.Begun));
            if (hours is null)
            {
                Assert.Equal((format, "models"), await RowAsync(proxy) is var row ? (row.Format, row.Endpoint) : default);
            }
        }
    }

    [Fact, Trait("case", "4")]
    public async Task Case_04_a_list_of_models_that_hangs_is_given_up_before_Open_WebUI_does()
    {
        await using var upstream = new RawUpstream((_, connection, ct) => connection.WaitForCloseAsync(ct));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Setting("Proxy:ModelListSeconds", "1"), Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Requests.Get($"/plain/{proxy.Key}/ollama/api/version"), Ct);

        Assert.Equal((504, "application/json"), (answer.Status, answer["Content-Type"]));
    }

    [Theory, Trait("case", "8")]
    [InlineData("/v1/{0}/chat/completions", Title, "title_generation")]
    [InlineData("/ollama/{0}/api/chat", Title, "title_generation")]
    [InlineData("/ollama/{0}/api/generate", """{"model":"m","prompt":"### Task:\nGenerate 1-3 broad tags categorizing the main themes of the chat history","stream":false}""", "tags_generation")]
    public async Task Case_08_a_title_call_is_told_by_how_its_prompt_opens(string path, string body, string task)
    {
        var row = await SendAsync(path, "", body, Setting("none", null));
        Assert.Equal((task, "prefix"), (row.Task, row.TaskSource));
    }

    [Fact, Trait("case", "9")]
    public async Task Case_09_a_chat_and_its_background_calls_share_their_session_and_bear_their_own_labels()
    {
        const string ChatId = "X-OpenWebUI-Chat-Id: 7f0c\r\n";
        using var titled = new SemaphoreSlim(0);
        await using var upstream = new RawUpstream(async (request, connection, ct) =>
        {
            if (request.Text.Contains("### Task", StringComparison.Ordinal))
            {
                await connection.SendAsync(Answer, ct);
                return;
            }

            // The chat goes on until the title is there: neither waits for the other.
            await connection.SendAsync([.. Encoding.Latin1.GetBytes(Requests.StreamHead), .. Requests.Chunk(Requests.Delta("Hé"))], ct);
            await titled.WaitAsync(ct);
            await connection.SendAsync([.. Requests.Chunk("data: [DONE]\n\n"), .. Encoding.Latin1.GetBytes(Requests.LastChunk)], ct);
        });
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var first = await proxy.ConnectAsync(Ct);
        using var second = await proxy.ConnectAsync(Ct);
        var path = $"/v1/{proxy.Key}/chat/completions";

        var chat = first.CallAsync(Requests.Post(path, Encoding.UTF8.GetBytes(Requests.Chat), ChatId), Ct);
        Assert.Equal(200, (await second.CallAsync(Requests.Post(path, Encoding.UTF8.GetBytes(Title), ChatId), Ct)).Status);
        Assert.False(chat.IsCompleted);
        titled.Release();
        Assert.True((await chat).IsWhole);
        foreach (var body in (string[])[FollowUps, Tags])
        {
            Assert.Equal(200, (await second.CallAsync(Requests.Post(path, Encoding.UTF8.GetBytes(body), ChatId), Ct)).Status);
        }

        Assert.Equal(
            ["7f0c title_generation", "7f0c ", "7f0c follow_up_generation", "7f0c tags_generation"],
            [Label(await RowAsync(proxy)), Label(await RowAsync(proxy)), Label(await RowAsync(proxy)), Label(await RowAsync(proxy))]);

        static string Label(Exchange row) => $"{row.Session} {row.Task}";
    }

    [Theory, Trait("case", "10")]
    [InlineData("X-Task: title_generation\r\n", OwnTemplate, "title_generation", "header")]
    [InlineData("X-OpenWebUI-Task: title_generation\r\n", OwnTemplate, "title_generation", "header")]
    [InlineData("X-Task: tags_generation\r\n", Title, "tags_generation", "header")]
    [InlineData("X-Task: \r\n", Title, null, "header")]
    [InlineData("X-Task: {{TASK}}\r\n", Title, "title_generation", "prefix")]
    [InlineData("", OwnTemplate, null, null)]
    public async Task Case_10_the_header_wins_and_an_empty_one_says_that_a_person_asked(string header, string body, string? task, string? source)
    {
        await using var upstream = RawUpstream.Saying(Answer);
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Setting("OBSERVABILITY_OPENWEBUI_HEADERS", "Task=X-Task"), Ct);
        using var client = await proxy.ConnectAsync(Ct);

        await client.CallAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", Encoding.UTF8.GetBytes(body), header), Ct);

        var record = ExchangeReader.Read(await proxy.RecordedAsync(Ct));
        Assert.Equal((task, source), (record.Row.Task, record.Row.TaskSource));
        var again = ExchangeReader.Read(StoredExchange.ToCaptured(record.Row, record.Bodies));
        Assert.Equal((task, source), (again.Row.Task, again.Row.TaskSource));
        var sent = header.TrimEnd().Split(": ");
        Assert.Equal(sent.Length > 1 ? sent[1] : header.Length > 0 ? "" : null, Assert.Single(upstream.Requests)[sent[0].TrimEnd(':')]);
    }

    [Fact, Trait("case", "11")]
    public async Task Case_11_a_chat_with_retrieved_documents_is_no_task()
    {
        const string Rag =
            """{"model": "m", "stream": true, "messages": [{"role": "user", "content": "### Task:\nRespond to the user query using the provided context, incorporating inline citations in the format [id].\n<context>\n<source id=\"1\" name=\"a.pdf\">one</source>\n<source id=\"1\" name=\"a.pdf\">two</source>\n<source id=\"2\" name=\"b.pdf\">three</source>\n</context>\n<user_query>\nhi\n</user_query>"}]}""";
        var row = await SendAsync("/v1/{0}/chat/completions", "", Rag, Setting("none", null));
        Assert.Equal((null, null, (short?)2), (row.Task, row.TaskSource, row.Sources));
    }

    [Fact, Trait("case", "12")]
    public async Task Case_12_plain_headers_say_who_asked_in_which_chat()
    {
        const string Plain =
            "X-OpenWebUI-User-Name: Jos%C3%A9 %C3%9Cn%C3%AFcode %E6%9D%8E\r\nX-OpenWebUI-User-Id: 0b1c7c1e-1111-4222-8333-444455556666\r\n"
            + "X-OpenWebUI-User-Email: jose@example.com\r\nX-OpenWebUI-User-Role: admin\r\nX-OpenWebUI-Chat-Id: c-1\r\n";
        var row = await SendAsync("/v1/{0}/chat/completions", Plain, OwnTemplate, Setting("none", null));
        Assert.Equal(
            ("jose@example.com", "José Ünïcode 李", "jose@example.com", "admin", "c-1", IdentitySource.Header),
            (row.User, row.UserName, row.UserEmail, row.UserRole, row.Session, row.UserSource));
    }

    [Fact, Trait("case", "13")]
    public async Task Case_13_raw_UTF8_crosses_as_it_is_and_is_read_and_what_was_not_filled_in_is_absent()
    {
        await using var upstream = RawUpstream.Saying(Answer);
        await using var proxy = await ProxyHost.StartAsync(
            upstream.Url, Setting("OBSERVABILITY_OPENWEBUI_HEADERS", "User-Name=X-User, User-Groups=X-Groups, Chat-Id=X-Old"), Ct);
        using var client = await proxy.ConnectAsync(Ct);
        var raw = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes("José 李"));

        var answer = await client.CallAsync(
            Requests.Post($"/v1/{proxy.Key}/chat/completions", Encoding.UTF8.GetBytes(OwnTemplate), $"X-User: {raw}\r\nX-Groups: \r\nX-Old: {{{{CHAT_ID}}}}\r\n"), Ct);

        Assert.Equal(200, answer.Status);
        var got = Assert.Single(upstream.Requests);
        Assert.Equal((raw, "", "{{CHAT_ID}}"), (got["X-User"], got["X-Groups"], got["X-Old"]));
        var row = await RowAsync(proxy);
        Assert.Equal(("José 李", null, null), (row.UserName, row.Session, row.User));
        Assert.Empty(row.UserGroups);
    }

    [Fact, Trait("case", "14")]
    public async Task Case_14_bytes_that_are_no_text_cross_and_do_no_harm()
    {
        await using var upstream = RawUpstream.Saying(Answer);
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Setting("OBSERVABILITY_OPENWEBUI_HEADERS", "User-Name=X-Bad"), Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(
            Requests.Post($"/v1/{proxy.Key}/chat/completions", Encoding.UTF8.GetBytes(OwnTemplate), "X-Bad: \xff\xfe\r\nX-OpenWebUI-User-Email: \xff%ff%\r\n"), Ct);

        Assert.Equal(200, answer.Status);
        Assert.Equal("\xff\xfe", Assert.Single(upstream.Requests)["X-Bad"]);
        Assert.Equal(("ÿþ", "ÿ%ff%"), await RowAsync(proxy) is var row ? (row.UserName, row.User) : default);
    }

    public static TheoryData<string, bool, int, IdentitySource> SentTokens => new()
    {
        { "good", true, 300, IdentitySource.Jwt },
        { "expired", true, -300, IdentitySource.JwtRejected },
        { "nobody can tell", false, 300, IdentitySource.JwtUnverified },
    };

    [Theory, Trait("case", "15"), MemberData(nameof(SentTokens))]
    public async Task Case_15_a_signed_token_says_who_asked_and_is_kept_nowhere(string why, bool hasSecret, int secondsLeft, IdentitySource source)
    {
        var token = Tokens.For(TimeProvider.System.GetUtcNow().AddSeconds(secondsLeft));
        await using var upstream = RawUpstream.Saying(Answer);
        await using var proxy = await ProxyHost.StartAsync(
            upstream.Url, Setting("OBSERVABILITY_OPENWEBUI_JWT_SECRET", hasSecret ? $"an older one\n{Tokens.Secret}" : null), Ct);
        using var client = await proxy.ConnectAsync(Ct);

        await client.CallAsync(
            $"POST /v1/{proxy.Key}/chat/completions HTTP/1.1\r\nHost: x\r\nX-OpenWebUI-User-Jwt: {token}\r\nX-OpenWebUI-Chat-Id: c-1\r\n"
            + $"Content-Length: {OwnTemplate.Length}\r\n\r\n{OwnTemplate}", Ct);

        // It crosses as every X-header does; a credential does not appear from nowhere.
        Assert.Equal((token, null), Assert.Single(upstream.Requests) is var got ? (got["X-OpenWebUI-User-Jwt"], got["Authorization"]) : default);
        var recorded = await proxy.RecordedAsync(Ct);
        Assert.DoesNotContain(token.Split('.')[2], Encoding.Latin1.GetString(recorded.RequestHeaders.Encode()), StringComparison.Ordinal);
        Assert.DoesNotContain(proxy.Log, line => line.Contains(token.Split('.')[2], StringComparison.Ordinal));
        var row = ExchangeReader.Read(recorded).Row;
        var isTaken = source != IdentitySource.JwtRejected;
        Assert.True(row.UserSource == source, why);
        Assert.Equal(
            (isTaken ? "jose@example.com" : null, isTaken ? "José 李" : null, isTaken ? "admin" : null, "c-1"),
            (row.User, row.UserName, row.UserRole, row.Session));
    }

    [Fact, Trait("case", "15")]
    public async Task Case_15_a_forged_token_is_not_made_up_for_by_the_body()
    {
        const string Body = """{"model": "m", "user": "eve", "messages": [{"role": "user", "content": "hi"}]}""";
        var forged = Tokens.Sign("""{"alg":"none"}""", """{"sub":"eve","exp":99999999999}""", "");
        var row = await SendAsync(
            "/v1/{0}/chat/completions", $"X-OpenWebUI-User-Jwt: {forged}\r\n", Body, Setting("OBSERVABILITY_OPENWEBUI_JWT_SECRET", Tokens.Secret));
        Assert.Equal((null, IdentitySource.JwtRejected), (row.User, row.UserSource));
        var plain = await SendAsync("/v1/{0}/chat/completions", "", Body, Setting("OBSERVABILITY_OPENWEBUI_JWT_SECRET", Tokens.Secret));
        Assert.Equal(("eve", IdentitySource.Body), (plain.User, plain.UserSource));
    }

    [Fact, Trait("case", "16")]
    public async Task Case_16_the_browser_s_own_token_and_cookies_cross_and_are_kept_nowhere()
    {
        await using var upstream = RawUpstream.Saying(Answer);
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        await client.CallAsync(
            $"POST /v1/{proxy.Key}/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer eyJcanary\r\nCookie: other=1; token=eyJcanary\r\n"
            + $"Content-Length: {OwnTemplate.Length}\r\n\r\n{OwnTemplate}", Ct);

        Assert.Equal(("Bearer eyJcanary", "other=1; token=eyJcanary"), Assert.Single(upstream.Requests) is var got ? (got["Authorization"], got["Cookie"]) : default);
        var recorded = await proxy.RecordedAsync(Ct);
        Assert.DoesNotContain("canary", Encoding.Latin1.GetString([.. recorded.RequestHeaders.Encode(), .. recorded.Request.Bytes.Span]), StringComparison.Ordinal);
        Assert.Equal(2, recorded.RequestHeaders.Dropped);
        Assert.DoesNotContain(proxy.Log, line => line.Contains("canary", StringComparison.Ordinal));
    }

    private static Dictionary<string, string?> Setting(string name, string? value) => new() { [name] = value };

    private static async Task<Exchange> SendAsync(string path, string headers, string body, Dictionary<string, string?> settings)
    {
        await using var upstream = RawUpstream.Saying(Answer);
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, settings, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        var target = string.Format(CultureInfo.InvariantCulture, path, proxy.Key);
        await client.CallAsync(Requests.Post(target, Encoding.UTF8.GetBytes(body), headers), Ct);
        return await RowAsync(proxy);
    }

    private static async Task<Exchange> RowAsync(ProxyHost proxy) => ExchangeReader.Read(await proxy.RecordedAsync(Ct)).Row;
}
