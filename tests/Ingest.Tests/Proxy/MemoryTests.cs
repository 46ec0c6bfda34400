using System.Globalization;
using System.Text;
using Observability.Domain.Exchanges;
using Observability.Domain.Keys;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>What passes through does not pile up. Alone, since the memory of the tests beside it would be counted too.</summary>
[Collection(nameof(MemoryTests))]
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public sealed class MemoryTests
{
    private const int Mebibyte = 1 << 20;
    private const int Calls = 4;
    private const int Mebibytes = 60;
    private const int SampledAfter = 50;
    private const long Bound = 40L * Mebibyte;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, Trait("Fault", "F-32")]
    [InlineData("/v1/{0}/files", false)]
    [InlineData("/ollama/{0}/api/blobs/sha256:00", false)]
    [InlineData("/v1/{0}/images/edits", false)]
    [InlineData("/v1/{0}/audio/transcriptions", true)]
    [InlineData("/v1/{0}/chat/completions", false)]
    public async Task Large_uploads_and_downloads_take_a_bounded_amount_of_memory(string path, bool inChunks)
    {
        var samples = new List<long>();
        var block = new byte[Mebibyte];
        new Random(7).NextBytes(block);
        byte[] chunk = [.. Encoding.ASCII.GetBytes($"{Mebibyte:x}\r\n"), .. block, 13, 10];
        await using var upstream = new RawUpstream(async (_, connection, ct) =>
        {
            await ReadAsync(connection, samples, ct);
            if (inChunks)
            {
                await ReadLastChunkAsync(connection, ct);
            }

            await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: {Mebibytes * Mebibyte}\r\n\r\n", ct);
            await SendAsync(connection, block, ct);
        }, readsBodies: false);
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        var key = proxy.AddKey(KeyAlterations.DefaultsFor(KeyClient.OpenWebUI), Alterations.IncludeUsage);
        var framing = inChunks ? "Transfer-Encoding: chunked" : $"Content-Length: {Mebibytes * Mebibyte}";
        var head = $"POST {string.Format(CultureInfo.InvariantCulture, path, key)} HTTP/1.1\r\nHost: x\r\n{framing}\r\n\r\n";
        var before = Live();

        for (var i = 0; i < Calls; i++)
        {
            await client.SendAsync(Encoding.Latin1.GetBytes(head), Ct);
            await SendAsync(client, inChunks ? chunk : block, Ct);
            if (inChunks)
            {
                await client.SendAsync(Requests.LastChunk, Ct);
            }

            Assert.Equal(200, (await client.Reader.ReadHeadAsync(Ct))!.Status);
            await ReadAsync(client, samples, Ct);
        }

        for (var i = 0; i < Calls; i++)
        {
            var recorded = await proxy.RecordedAsync(Ct);
            Assert.Equal((ExchangeOutcome.Completed, (long)Mebibytes * Mebibyte), (recorded.Outcome, recorded.Request.TotalBytes));
        }

        Assert.Equal(2 * Calls, samples.Count);
        Assert.All(samples, sample => Assert.InRange(sample - before, long.MinValue, Bound));
    }

    private static async Task SendAsync(RawConnection to, byte[] block, CancellationToken ct)
    {
        for (var i = 0; i < Mebibytes; i++)
        {
            await to.SendAsync(block, ct);
        }
    }

    // What the framing added comes after the mebibytes.
    private static async Task ReadLastChunkAsync(RawConnection from, CancellationToken ct)
    {
        var end = "";
        while (end != "\r\n" + Requests.LastChunk)
        {
            end = (end.Length < 7 ? end : end[1..]) + Encoding.Latin1.GetString(await from.Reader.ReadExactlyAsync(1, ct));
        }
    }

    // The sample is taken in the middle, while everything that holds bytes of this body holds them.
    private static async Task ReadAsync(RawConnection from, List<long> samples, CancellationToken ct)
    {
        for (var i = 0; i < Mebibytes; i++)
        {
            Assert.Equal(Mebibyte, (await from.Reader.ReadExactlyAsync(Mebibyte, ct)).Length);
            if (i == SampledAfter)
            {
                samples.Add(Live());
            }
        }
    }

    // Pooled arrays are alive to the collector, so they count.
    private static long Live()
    {
        GC.Collect();
        return GC.GetTotalMemory(forceFullCollection: false);
    }
}
