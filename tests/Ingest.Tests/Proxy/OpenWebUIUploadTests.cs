using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Observability.Domain.Exchanges;
using Observability.Testing;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>Sound, pictures and models on their way through: streamed, whole, and never in memory at once (<see cref="MemoryTests"/>). Names carry the case's number.</summary>
public sealed class OpenWebUIUploadTests
{
    private const string Boundary = "0714befea8344df796ce50a9939d8f82";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(300_000)]
    [InlineData(25_000_000)]
    public async Task Case_38_a_transcription_in_chunks_crosses_whole_and_its_model_is_known(int bytes)
    {
        Assert.SkipWhen(Quick.IsOn && bytes > 1_000_000, Quick.Reason);
        var sound = new byte[bytes];
        new Random(38).NextBytes(sound);
        byte[] body = [.. Field("model", "whisper-1"), .. Field("language", "en"), .. File("file", "ab12.wav", sound), .. Encoding.ASCII.GetBytes($"--{Boundary}--\r\n")];
        await using var host = await OpenWebUIHost.StartAsync(RawUpstream.Saying(Requests.Json("""{"text":"Hello"}""")), Ct);

        var answer = await host.Client.CallAsync(
            [
                .. Encoding.Latin1.GetBytes(
                    $"POST /v1/{host.Key}/audio/transcriptions HTTP/1.1\r\nHost: proxy:8080\r\nAuthorization: Bearer sk-up\r\nAccept: */*\r\nAccept-Encoding: gzip, deflate, br\r\n"
                    + $"User-Agent: Python/3.11 aiohttp/3.13.5\r\nContent-Type: multipart/form-data; boundary={Boundary}\r\nTransfer-Encoding: chunked\r\n\r\n"),
                .. body.Chunk(65_536).SelectMany(piece => (byte[])[.. Encoding.ASCII.GetBytes($"{piece.Length:x}\r\n"), .. piece, 13, 10]),
                .. "0\r\n\r\n"u8,
            ], Ct);

        Assert.Equal((200, """{"text":"Hello"}"""), (answer.Status, answer.Text));
        var got = Assert.Single(host.Upstream.Requests);
        Assert.True(body.AsSpan().SequenceEqual(got.Body));
        Assert.Equal(("chunked", null, $"multipart/form-data; boundary={Boundary}"), (got["Transfer-Encoding"], got["Content-Length"], got["Content-Type"]));
        var recorded = await host.Proxy.RecordedAsync(Ct);
        Assert.Equal(("whisper-1", (long)body.Length), (ExchangeReader.Read(recorded).Row.ModelRequested, recorded.Request.TotalBytes));
        Assert.Equal(body.Length > 8 << 20 ? SHA256.HashData(body) : null, recorded.Request.Sha256?.ToArray());
    }

    [Fact]
    public async Task Case_40_pictures_cross_both_ways()
    {
        var made = $$"""{"created": 1, "data": [{"b64_json": "{{Convert.ToBase64String(Noise(3_000_000))}}"}]}""";
        byte[] edit = [.. Field("model", "gpt-image-1"), .. Field("prompt", "a hat"), .. File("image[]", "a.png", Noise(2_000_000)), .. File("image[]", "b.png", Noise(1_000_000)), .. Encoding.ASCII.GetBytes($"--{Boundary}--\r\n")];
        await using var host = await OpenWebUIHost.StartAsync(RawUpstream.Saying(Requests.Json(made)), Ct);

        var generated = await host.PostAsync("/images/generations", """{"model": "dall-e-3", "prompt": "a cat", "n": 1, "size": "1024x1024", "response_format": "b64_json"}""", Ct);
        var edited = await host.Client.CallAsync(
            [
                .. Encoding.Latin1.GetBytes($"POST /v1/{host.Key}/images/edits HTTP/1.1\r\nHost: proxy\r\nContent-Type: multipart/form-data; boundary={Boundary}\r\nContent-Length: {edit.Length}\r\n\r\n"),
                .. edit,
            ], Ct);

        Assert.Equal((made, made), (generated.Text, edited.Text));
        Assert.True(edit.AsSpan().SequenceEqual(host.Upstream.Requests.Last().Body));
        Assert.Equal(("dall-e-3", "gpt-image-1"), ((await host.RowAsync(Ct)).ModelRequested, (await host.RowAsync(Ct)).ModelRequested));
    }

    [Fact]
    public async Task Case_45_progress_of_a_pull_is_seen_line_by_line_however_long_it_takes()
    {
        using var seen = new SemaphoreSlim(0);
        await using var host = await OpenWebUIHost.StartAsync(new RawUpstream(async (_, connection, ct) =>
        {
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n", ct);
            for (var i = 1; i <= 20; i++)
            {
                await connection.SendAsync(Requests.Chunk($$"""{"status":"pulling","total":20,"completed":{{i}}}""" + "\n"), ct);
                await seen.WaitAsync(ct);
            }

            await connection.SendAsync([.. Requests.Chunk("{\"status\":\"success\"}\n"), .. "0\r\n\r\n"u8], ct);
        }), Ct);
        await host.Client.SendAsync(Requests.Post($"/ollama/{host.Key}/api/pull", """{"model": "llama3.2", "insecure": true}"""), Ct);

        var head = await host.Client.Reader.ReadHeadAsync(Ct);
        var (body, isWhole) = await host.Client.Reader.ReadBodyAsync(head!, true, "POST", _ => seen.Release(), Ct);

        Assert.True(isWhole);
        Assert.Equal(21, Encoding.UTF8.GetString(body).Count(c => c == '\n'));
    }

    [Fact]
    public async Task Case_45_a_model_of_200_megabytes_is_uploaded_as_fast_as_its_reader_takes_it()
    {
        Assert.SkipWhen(Quick.IsOn, Quick.Reason);
        const int Total = 200 << 20;
        var piece = Noise(1 << 20);
        using var sent = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var got = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var mayRead = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var upstream = new RawUpstream(async (head, connection, ct) =>
        {
            Assert.Equal(Total.ToString(CultureInfo.InvariantCulture), head["Content-Length"]);
            await mayRead.Task.WaitAsync(ct);
            for (var left = Total; left > 0;)
            {
                var bytes = await connection.Reader.ReadExactlyAsync(Math.Min(left, 1 << 20), ct);
                got.AppendData(bytes);
                left -= bytes.Length;
            }

            await connection.SendAsync("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n", ct);
        }, readsBodies: false);
        await using var host = await OpenWebUIHost.StartAsync(upstream, Ct);
        await host.Client.SendAsync($"POST /ollama/{host.Key}/api/blobs/sha256:{new string('a', 64)} HTTP/1.1\r\nHost: x\r\nContent-Length: {Total}\r\n\r\n", Ct);
        long written = 0;
        var sending = Task.Run(async () =>
        {
            for (; written < Total; written += piece.Length)
            {
                sent.AppendData(piece);
                await host.Client.SendAsync(piece, Ct);
            }
        }, Ct);

        // Nobody reads yet: what the client could send stops growing, far from the end.
        long before = -1;
        await Eventually.HoldsAsync(
            async () =>
            {
                var stalled = written > 0 && written == before;
                before = written;
                await Pause.ForAsync(TimeSpan.FromMilliseconds(300), Ct);
                return stalled && written == before;
            },
            Patience, "the client is made to wait", Ct);
        Assert.True(before < Total / 2, $"{before} bytes were taken from the client for an upstream that reads nothing");
        mayRead.SetResult();
        await sending;

        Assert.Equal(201, (await host.Client.Reader.ReadAsync(true, "POST", Ct))!.Status);
        Assert.Equal(sent.GetHashAndReset(), got.GetHashAndReset());
        Assert.Equal(Total, (await host.Proxy.RecordedAsync(Ct)).Request.TotalBytes);
    }

    [Fact]
    public async Task Case_45_a_delete_keeps_its_body_and_an_unload_its_words()
    {
        await using var host = await OpenWebUIHost.StartAsync(RawUpstream.Saying(Requests.Json("""{"model":"x","done":true,"done_reason":"unload"}""")), Ct);
        const string Deleted = """{"model": "x"}""";
        const string Unload = """{"model": "x", "keep_alive": 0, "prompt": ""}""";

        await host.Client.CallAsync($"DELETE /ollama/{host.Key}/api/delete HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {Deleted.Length}\r\n\r\n{Deleted}", Ct);
        await host.Client.CallAsync(Requests.Post($"/ollama/{host.Key}/api/generate", Unload), Ct);

        Assert.Equal([("DELETE", Deleted), ("POST", Unload)], host.Upstream.Requests.Select(r => (r.Method, r.Text)));
    }

    private static byte[] Noise(int bytes)
    {
        var noise = new byte[bytes];
        new Random(bytes).NextBytes(noise);
        return noise;
    }

    private static byte[] Field(string name, string value) => Encoding.ASCII.GetBytes(
        $"--{Boundary}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");

    private static byte[] File(string name, string file, byte[] bytes) =>
    [
        .. Encoding.ASCII.GetBytes($"--{Boundary}\r\nContent-Type: application/octet-stream\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\r\n"),
        .. bytes, 13, 10,
    ];
}
