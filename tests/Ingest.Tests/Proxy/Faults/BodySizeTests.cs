using System.Security.Cryptography;
using System.Text;
using Observability.Domain.Exchanges;
using Observability.Testing;

namespace Observability.Ingest.Tests.Proxy.Faults;

/// <summary>Bodies of every size, up to and far beyond what web servers take by default.</summary>
public sealed class BodySizeTests
{
    private const int Large = 100 << 20;
    private const int Kept = 8 << 20;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, Trait("Fault", "F-32")]
    [InlineData(0, false)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(1 << 20, false)]
    [InlineData((1 << 20) + 1, true)]
    [InlineData(28_700_000, false)]
    [InlineData(30_000_001, false)]
    [InlineData(Large, false)]
    [InlineData(Large, true)]
    public async Task A_body_of_any_size_crosses_as_it_is_and_is_on_record_up_to_the_limit(int size, bool inChunks)
    {
        Assert.SkipWhen(Quick.IsOn && size == Large, Quick.Reason);
        var body = new byte[size];
        new Random(size).NextBytes(body);
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        await client.SendAsync(Encoding.Latin1.GetBytes($"POST /v1/{proxy.Key}/files HTTP/1.1\r\nHost: x\r\n{(inChunks ? "Transfer-Encoding: chunked" : $"Content-Length: {size}")}\r\n\r\n"), Ct);
        await SendAsync(client, body, inChunks);

        Assert.Equal(200, (await client.Reader.ReadAsync(true, "POST", Ct))!.Status);

        var got = Assert.Single(upstream.Requests);
        Assert.Equal(inChunks, got["Transfer-Encoding"] is not null);
        Assert.True(body.AsSpan().SequenceEqual(got.Body));
        var recorded = await proxy.RecordedAsync(Ct);
        Assert.Equal((ExchangeOutcome.Completed, (long)size), (recorded.Outcome, recorded.Request.TotalBytes));
        Assert.True(body.AsSpan(0, Math.Min(size, Kept)).SequenceEqual(recorded.Request.Bytes.Span));
        Assert.Equal(SHA256.HashData(body), recorded.Request.WholeSha256());
    }

    [Fact, Trait("Fault", "F-32")]
    public async Task A_recording_in_a_form_of_parts_crosses_as_it_is()
    {
        var sound = new byte[300_000];
        new Random(32).NextBytes(sound);
        byte[] form =
        [
            .. "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\nContent-Type: audio/wav\r\n\r\n"u8,
            .. sound, .. "\r\n--b--\r\n"u8,
        ];
        await using var upstream = RawUpstream.Saying(Requests.Json("""{"text":"hello"}"""));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        var head = Encoding.Latin1.GetBytes(
            $"POST /v1/{proxy.Key}/audio/transcriptions HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: {form.Length}\r\n\r\n");

        Assert.Equal(200, (await client.CallAsync([.. head, .. form], Ct)).Status);

        var got = Assert.Single(upstream.Requests);
        Assert.Equal("multipart/form-data; boundary=b", got["Content-Type"]);
        Assert.Equal(form, got.Body);
        Assert.Equal("whisper-1", ExchangeReader.Read(await proxy.RecordedAsync(Ct)).Row.ModelRequested);
    }

    private static async Task SendAsync(RawConnection client, byte[] body, bool inChunks)
    {
        if (!inChunks)
        {
            await client.SendAsync(body, Ct);
            return;
        }

        foreach (var chunk in body.Chunk(777_777))
        {
            await client.SendAsync([.. Encoding.ASCII.GetBytes($"{chunk.Length:x}\r\n"), .. chunk, 13, 10], Ct);
        }

        await client.SendAsync(Requests.LastChunk, Ct);
    }
}
