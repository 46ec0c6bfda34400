using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Observability.Domain.Exchanges;
using Observability.Testing;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>Every recorded exchange with a request body, through the proxy and back, compared byte by byte at all three places.</summary>
public sealed partial class WireCorpusTests
{
    private const string Asked = ", \"stream_options\": {\"include_usage\": true}";
    private const Alterations All = Alterations.IncludeUsage | Alterations.ErrorBody | Alterations.BrokenStream | Alterations.EventStreamType
        | Alterations.SetCookie | Alterations.Zstd;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public Task With_nothing_to_be_altered_recorded_exchanges_cross_byte_for_byte() => CrossAsync(Load(), Alterations.None, static recording => new(recording));

    [Fact]
    public Task With_everything_to_be_altered_they_differ_where_an_alteration_says_so_and_nowhere_else() => CrossAsync(Load(), All, Altered);

    [Fact]
    public async Task A_client_that_did_not_ask_for_usage_gets_recorded_streams_without_what_was_asked_for_it()
    {
        var asked = Load().Where(AsksForUsage).Select(WithoutOptions).ToList();
        Assert.SkipWhen(asked.Count == 0, "No stream with usage is among the recordings of a quick run.");
        var taken = 0;
        await CrossAsync(asked, All, recording =>
        {
            var expected = Altered(recording);
            taken += expected.Answer.Length < recording.ResponseBody.Length ? 1 : 0;
            return expected;
        });

        Assert.True(taken > asked.Count / 4, "recorded streams have usage to be taken out");
    }

    private static async Task CrossAsync(IReadOnlyList<WireRecording> recordings, Alterations alterations, Func<WireRecording, Expected> expect)
    {
        var current = recordings[0];
        var random = new Random(20_26);
        await using var upstream = new RawUpstream(async (_, connection, ct) =>
        {
            foreach (var piece in WireRecording.Split(Answer(current), random))
            {
                await connection.SendAsync(piece, ct);
            }
        });
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        var key = proxy.AddKey(Alterations.None, alterations);
        using var client = await proxy.ConnectAsync(Ct);
        foreach (var recording in recordings)
        {
            current = recording;
            var expected = expect(recording);
            var answer = await client.CallAsync(Request(recording, key), Ct);
            Assert.True(upstream.Requests.TryDequeue(out var got), recording.Id);
            var recorded = await proxy.RecordedAsync(Ct);

            Assert.True((recording.Status, true) == (answer.Status, answer.IsWhole), recording.Id);
            Assert.True("/" + recording.Path.TrimStart('/') == got.Target, $"{recording.Id}: {got.Target}");
            AssertSame(recording.Id + " upstream", expected.Request, got.Body);
            AssertSame(recording.Id + " request on record", recording.RequestBody, recorded.Request.Bytes.Span);
            AssertSame(recording.Id + " response on record", recording.ResponseBody, recorded.Response.Bytes.Span);
            AssertAnswer(recording.Id, expected, answer);
            Assert.True(expected.Alterations == recorded.Alterations, $"{recording.Id}: {recorded.Alterations}");
            Assert.True((recorded.Timings.Chunks.Decode() is [.., var last] ? last.End : 0) == recording.ResponseBody.Length, recording.Id);
        }
    }

    private static void AssertAnswer(string id, Expected expected, RawMessage answer)
    {
        if (expected.Alterations.HasFlag(Alterations.ErrorBody))
        {
            using var error = JsonDocument.Parse(answer.Body);
            Assert.True(error.RootElement.TryGetProperty("error", out _), id);
        }
        else
        {
            AssertSame(id, expected.Answer, answer.Body);
        }

        string[] ours = ["Date", "Content-Length", "Transfer-Encoding", "X-Observability-Id", "Helicone-Id"];
        var headers = answer.Headers.Where(h => !ours.Contains(h.Key, StringComparer.OrdinalIgnoreCase)).Select(h => $"{h.Key}: {h.Value}");
        Assert.Equal(expected.Headers.Select(h => $"{h.Name}: {h.Value}").Order(StringComparer.OrdinalIgnoreCase), headers.Order(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
    }

    // The rules once more, in the tests' own words.
    private static Expected Altered(WireRecording recording)
    {
        var expected = new Expected(recording);
        var type = recording.ResponseHeaders.FirstOrDefault(h => h.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value;
        if (recording.RequestHeaders.Any(h => h.Name.Equals("Accept-Encoding", StringComparison.OrdinalIgnoreCase) && h.Value.Contains("zstd", StringComparison.Ordinal)))
        {
            expected.Alterations |= Alterations.Zstd;
        }

        if (expected.Headers.RemoveAll(h => h.Name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase)) > 0)
        {
            expected.Alterations |= Alterations.SetCookie;
        }

        if (recording.Status >= 400 && (recording.ResponseBody.Length == 0 || type?.Contains("json", StringComparison.Ordinal) != true))
        {
            expected.Alterations |= Alterations.ErrorBody;
            expected.Headers.RemoveAll(h => h.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase));
            expected.Headers.Add(("Content-Type", "application/json"));
        }

        if (recording.Status == 200 && AsksForStream(recording) && IsOdd(type) && EventStart().IsMatch(Encoding.Latin1.GetString(recording.ResponseBody)))
        {
            expected.Alterations |= Alterations.EventStreamType;
            expected.Headers.RemoveAll(h => h.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase));
            expected.Headers.Add(("Content-Type", type = "text/event-stream"));
        }

        if (IsUnaskedStream(recording))
        {
            expected.Alterations = (expected.Alterations | Alterations.IncludeUsage) & ~Alterations.Zstd;
            expected.Request = Encoding.UTF8.GetBytes(StreamTrue().Replace(Encoding.UTF8.GetString(recording.RequestBody), "$0" + Asked, 1));
            expected.Answer = recording.Status == 200 && type?.Contains("text/event-stream", StringComparison.Ordinal) == true
                ? WithoutUsage(recording.ResponseBody) : recording.ResponseBody;
        }

        return expected;
    }

    private static bool IsUnaskedStream(WireRecording recording)
    {
        if (recording.Method != "POST" || !recording.Path.Split('?')[0].EndsWith("/completions", StringComparison.Ordinal) || !AsksForStream(recording))
        {
            return false;
        }

        using var json = JsonDocument.Parse(recording.RequestBody);
        return !json.RootElement.TryGetProperty("stream_options", out _);
    }

    private static bool IsOdd(string? type) => type is null || type.StartsWith("text/plain", StringComparison.Ordinal);

    private static bool AsksForStream(WireRecording recording)
    {
        if (recording.RequestBody is not [(byte)'{', ..])
        {
            return false;
        }

        using var json = JsonDocument.Parse(recording.RequestBody);
        return json.RootElement.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True;
    }

    private static bool AsksForUsage(WireRecording recording) =>
        recording.Path.Split('?')[0].EndsWith("/completions", StringComparison.Ordinal)
        && OptionsInPlace().Count(Encoding.UTF8.GetString(recording.RequestBody)) == 1;

    private static WireRecording WithoutOptions(WireRecording recording) =>
        recording with { RequestBody = Encoding.UTF8.GetBytes(OptionsInPlace().Replace(Encoding.UTF8.GetString(recording.RequestBody), "")) };

    private static byte[] WithoutUsage(byte[] stream)
    {
        var events = EventEnd().Split(Encoding.Latin1.GetString(stream)).Where(e => !IsUsageOnly(e));
        return Encoding.Latin1.GetBytes(string.Concat(events.Select(e => NullUsage().Replace(e, ""))));
    }

    private static bool IsUsageOnly(string text)
    {
        var at = text.IndexOf("data:", StringComparison.Ordinal);
        if (at < 0 || text.Contains("[DONE]", StringComparison.Ordinal))
        {
            return false;
        }

        using var json = JsonDocument.Parse(text[(at + 5)..]);
        return json.RootElement.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() == 0
            && json.RootElement.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object;
    }

    private static void AssertSame(string what, byte[] expected, ReadOnlySpan<byte> got) => Assert.True(got.SequenceEqual(expected), what);

    private static IReadOnlyList<WireRecording> Load()
    {
        var folder = SharedCorpora.Find("wire");
        Assert.SkipWhen(folder is null, SharedCorpora.Absent);
        return WireRecording.Load(folder!);
    }

    private static byte[] Request(WireRecording recording, string key)
    {
        var head = new StringBuilder($"{recording.Method} /openai/{key}{recording.Path} HTTP/1.1\r\nHost: proxy\r\n");
        foreach (var (name, value) in recording.RequestHeaders)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        head.Append(CultureInfo.InvariantCulture, $"Content-Length: {recording.RequestBody.Length}\r\n\r\n");
        return [.. Encoding.Latin1.GetBytes(head.ToString()), .. recording.RequestBody];
    }

    // Plain answers with their length, streams in chunks of any size.
    private static byte[] Answer(WireRecording recording)
    {
        var head = new StringBuilder($"HTTP/1.1 {recording.Status} X\r\n");
        foreach (var (name, value) in recording.ResponseHeaders)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        if (!recording.IsStream)
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {recording.ResponseBody.Length}\r\n\r\n");
            return [.. Encoding.Latin1.GetBytes(head.ToString()), .. recording.ResponseBody];
        }

        head.Append("Transfer-Encoding: chunked\r\n\r\n");
        var random = new Random(recording.ResponseBody.Length);
        var chunks = WireRecording.Split(recording.ResponseBody, random).SelectMany(piece =>
            (byte[])[.. Encoding.ASCII.GetBytes($"{piece.Length:x}\r\n"), .. piece, 13, 10]);
        return [.. Encoding.Latin1.GetBytes(head.ToString()), .. chunks, .. "0\r\n\r\n"u8];
    }

    [GeneratedRegex("\"stream\":\\s*true")]
    private static partial Regex StreamTrue();

    [GeneratedRegex(",\\s*\"stream_options\":\\s*\\{\\s*\"include_usage\":\\s*true\\s*\\}")]
    private static partial Regex OptionsInPlace();

    [GeneratedRegex("^(data|event|id|retry)?:")]
    private static partial Regex EventStart();

    [GeneratedRegex("(?<=\\n\\r?\\n)")]
    private static partial Regex EventEnd();

    [GeneratedRegex(",\\s*\"usage\":\\s*null")]
    private static partial Regex NullUsage();

    /// <summary>What upstream and client must get for a recording.</summary>
    private sealed class Expected(WireRecording recording)
    {
        public byte[] Request { get; set; } = recording.RequestBody;

        public byte[] Answer { get; set; } = recording.ResponseBody;

        public List<(string Name, string Value)> Headers { get; } = [.. recording.ResponseHeaders];

        public Alterations Alterations { get; set; }
    }
}
