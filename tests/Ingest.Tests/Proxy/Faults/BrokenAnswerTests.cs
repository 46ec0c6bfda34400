using System.Text;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;

namespace Observability.Ingest.Tests.Proxy.Faults;

/// <summary>Answers that end before their end: wherever that is, it looks broken to the client, and what came is kept.</summary>
public sealed class BrokenAnswerTests
{
    private static readonly string Start = Requests.Delta("one") + Requests.Delta("Gr\u00fc\u00dfe \ud83d\ude00");
    private static readonly byte[] Stream = Encoding.UTF8.GetBytes(Start + Requests.Event("""{"id":"c1","choices":[],"usage":{"prompt_tokens":8,"completion_tokens":20}}""") + "data: [DONE]\n\n");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // How much of the body comes, and whether that ends a chunk or stands in the middle of one.
    public static TheoryData<string, int, bool, bool> Places()
    {
        var emoji = Encoding.UTF8.GetByteCount(Start[..Start.IndexOf('\ud83d', StringComparison.Ordinal)]);
        var places = new TheoryData<string, int, bool, bool>();
        foreach (var reset in new[] { false, true })
        {
            places.Add("after the head", 0, true, reset);
            places.Add("in the middle of a chunk", 40, false, reset);
            places.Add("in a character, between two chunks", emoji + 2, true, reset);
            places.Add("in a character, in the middle of a chunk", emoji + 1, false, reset);
            places.Add("before the usage", Encoding.UTF8.GetByteCount(Start), true, reset);
            places.Add("before [DONE]", Stream.Length - 14, true, reset);
            places.Add("before the last chunk", Stream.Length, true, reset);
        }

        return places;
    }

    [Theory, MemberData(nameof(Places)), Trait("Fault", "F-27")]
    public async Task A_stream_cut_anywhere_is_cut_for_the_client_and_keeps_what_came(string place, int length, bool endsChunk, bool reset)
    {
        var announced = endsChunk ? length : Stream.Length;
        byte[] chunk = announced == 0 ? [] : [.. Encoding.ASCII.GetBytes($"{announced:x}\r\n"), .. Stream.AsSpan(0, length), .. endsChunk ? "\r\n"u8 : []];
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = new RawUpstream(async (_, connection, ct) =>
        {
            await connection.SendAsync([.. Encoding.Latin1.GetBytes(Requests.StreamHead), .. chunk], ct);
            await seen.Task.WaitAsync(ct);
            if (reset)
            {
                connection.Reset();
            }

            connection.Dispose();
        });
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        await client.SendAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", Requests.Chat), Ct);

        var head = await client.Reader.ReadHeadAsync(Ct);
        if (length == 0)
        {
            seen.SetResult();
        }

        var got = 0;
        var (body, isWhole) = await client.Reader.ReadBodyAsync(head!, true, "POST", piece =>
        {
            if ((got += piece.Length) == length)
            {
                seen.TrySetResult();
            }
        }, Ct);

        Assert.True(!isWhole, place);
        Assert.Equal(Stream[..length], body);
        var recorded = await proxy.RecordedAsync(Ct);
        Assert.Equal((ExchangeOutcome.UpstreamBroke, 200), (recorded.Outcome, recorded.Status));
        Assert.Equal(body, recorded.Response.Bytes.ToArray());
        var row = ExchangeReader.Read(recorded).Row;
        Assert.Equal(length >= Stream.Length - 14, row.UsageSource == UsageSource.Provider);
    }

    [Theory, Trait("Fault", "F-28")]
    [InlineData("Content-Length: 10\r\n\r\n", "")]
    [InlineData("Content-Length: 10\r\n\r\nhello", "hello")]
    [InlineData("Content-Length: 10\r\n\r\nhello1234", "hello1234")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n", "")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5", "")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nhel", "hel")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nhello", "hello")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "hello")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n", "hello")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-T: 1\r\n", "hello")]
    public async Task An_answer_shorter_than_its_framing_says_is_never_passed_off_as_whole(string rest, string body)
    {
        await using var upstream = new RawUpstream(async (_, connection, ct) =>
        {
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n" + rest, ct);
            connection.Dispose();
        });
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Requests.Get($"/plain/{proxy.Key}/a"), Ct);

        // Where nothing had gone to the client yet, it can still be told in words.
        var recorded = await proxy.RecordedAsync(Ct);
        Assert.Equal(ExchangeOutcome.UpstreamBroke, recorded.Outcome);
        if (answer.Status == 502)
        {
            Assert.Contains("\"code\":\"upstream_broke\"", answer.Text, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal((200, false, body), (answer.Status, answer.IsWhole, answer.Text));
            Assert.Equal(body, Encoding.Latin1.GetString(recorded.Response.Bytes.Span));
        }
    }
}
