using System.Reflection;
using System.Text;
using Observability.Domain.Exchanges;
using Observability.Testing;

namespace Observability.Ingest.Tests.Proxy.Faults;

/// <summary>Bodies that break parsers and encodings: forwarded, stored as they came, and read without a throw into rows that the database takes.</summary>
public sealed class HostileBodyTests
{
    private static readonly PropertyInfo[] Texts = [.. typeof(Exchange).GetProperties().Where(p => p.PropertyType == typeof(string) || p.PropertyType == typeof(string[]))];

    private static readonly Dictionary<string, string> Json = new(StringComparer.Ordinal)
    {
        ["depth 64"] = Nested(64),
        ["depth 65"] = Nested(65),
        ["depth 1,000"] = Nested(1_000),
        ["depth 100,000"] = Nested(100_000),
        ["objects 100,000 deep"] = string.Concat(Enumerable.Repeat("{\"a\":", 100_000)),
        ["a string of 10 MB"] = Chat(new string('x', 10_000_000)),
        ["a million keys"] = "{\"model\":\"m\"," + string.Join(',', Enumerable.Range(0, 1_000_000).Select(i => $"\"k{i}\":0")) + "}",
        ["one key a hundred thousand times"] = "{" + string.Concat(Enumerable.Repeat("\"model\":\"a\",", 100_000)) + "\"model\":\"b\"}",
        ["numbers beyond numbers"] = """{"model":"m","temperature":1e999,"max_tokens":1234567890123456789012345678901234567890,"usage":{"prompt_tokens":1e400000,"completion_tokens":-1}}""",
        ["names that mean something elsewhere"] = """{"__proto__":{"a":1},"constructor":{"prototype":1},"$type":"System.Object","$ref":"#","model":{"$type":"x"},"messages":{"role":[]}}""",
    };

    private static readonly Dictionary<string, byte[]> Encodings = new(StringComparer.Ordinal)
    {
        ["invalid UTF-8"] = [.. "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a"u8, 0xFF, 0xFE, 0x80, .. "b\"}]}"u8],
        ["overlong UTF-8"] = [.. "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\""u8, 0xC0, 0xAF, 0xE0, 0x80, 0xAF, .. "\"}]}"u8],
        ["UTF-16 with a mark"] = [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Chat("h\u00e9"))],
        ["UTF-16, the other end first"] = [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(Chat("h\u00e9"))],
        ["UTF-8 with a mark"] = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Chat("h\u00e9"))],
        ["Latin-1"] = Encoding.Latin1.GetBytes(Chat("h\u00e9")),
        ["raw surrogates"] = [.. "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\""u8, 0xED, 0xA0, 0x80, .. "\"}]}"u8],
        ["half a pair, escaped"] = Encoding.UTF8.GetBytes(Chat("a\\ud800b")),
        ["NUL raw"] = [.. "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a"u8, 0, .. "b\"}]}"u8],
        ["NUL escaped"] = Encoding.UTF8.GetBytes(Chat("a\\u0000b")),
        ["NUL written out"] = Encoding.UTF8.GetBytes(Chat("a\\\\u0000b")),
        ["NUL in a name"] = Encoding.UTF8.GetBytes("{\"mo\\u0000del\":\"m\",\"model\":\"m\\u0000n\"}"),
    };

    public static TheoryData<string> JsonNames => [.. Json.Keys];

    public static TheoryData<string> EncodingNames => [.. Encodings.Keys];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(JsonNames)), Trait("Fault", "F-33")]
    public Task Json_that_breaks_parsers_is_forwarded_stored_and_survived(string name) => EchoedAsync([(name, Encoding.UTF8.GetBytes(Json[name]))]);

    [Theory, MemberData(nameof(EncodingNames)), Trait("Fault", "F-34")]
    public Task Text_in_no_encoding_is_forwarded_stored_and_survived(string name) => EchoedAsync([(name, Encodings[name])]);

    [Fact, Trait("Fault", "F-33")]
    public Task Every_case_of_the_JSON_test_suite_is_forwarded_stored_and_survived()
    {
        var folder = SharedCorpora.Find("jsontestsuite/test_parsing");
        Assert.SkipWhen(folder is null, SharedCorpora.Absent);
        return EchoedAsync([.. Directory.GetFiles(folder!).Select(file => (Path.GetFileName(file), File.ReadAllBytes(file)))]);
    }

    [Fact, Trait("Fault", "F-34")]
    public async Task An_escaped_NUL_is_a_blank_in_a_preview_and_one_that_is_only_written_out_is_left_alone()
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        var previews = new List<string?>();
        foreach (var text in new[] { "a\\u0000b", "a\\\\u0000b" })
        {
            await client.CallAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", Chat(text)), Ct);
            previews.Add(ExchangeReader.Read(await proxy.RecordedAsync(Ct)).Row.RequestPreview);
        }

        Assert.Equal(["a b", "a\\u0000b"], previews);
    }

    // The upstream answers with what it got: each body is one of a request and one of an answer.
    private static async Task EchoedAsync(IReadOnlyList<(string Name, byte[] Body)> bodies)
    {
        await using var upstream = new RawUpstream(async (request, connection, ct) =>
            await connection.SendAsync([.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {request.Body.Length}\r\n\r\n"), .. request.Body], ct));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, new Dictionary<string, string?> { ["Proxy:CaptureBytes"] = "33554432" }, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        foreach (var (name, body) in bodies)
        {
            var answer = await client.CallAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", body, ""), Ct);
            var recorded = await proxy.RecordedAsync(Ct);

            Assert.True(answer.Status == 200 && answer.Body.AsSpan().SequenceEqual(body), name);
            Assert.True(recorded.Request.Bytes.Span.SequenceEqual(body) && recorded.Response.Bytes.Span.SequenceEqual(body), name);
            var row = ExchangeReader.Read(recorded).Row;
            Assert.All(Texts.SelectMany(p => p.GetValue(row) is string[] many ? many : (string?[])[(string?)p.GetValue(row)]), text => AssertStorable(name, text));
            Assert.True(row is { InputTokens: null or >= 0, OutputTokens: null or >= 0 }, name);
        }
    }

    // PostgreSQL takes neither NUL nor half a surrogate pair.
    private static void AssertStorable(string name, string? text)
    {
        var isStorable = text is null || (!text.Contains('\0') && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text);
        Assert.True(isStorable, $"{name}: {text}");
    }

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private static string Chat(string escaped) => $$"""{"model":"m","messages":[{"role":"user","content":"{{escaped}}"}]}""";
}
