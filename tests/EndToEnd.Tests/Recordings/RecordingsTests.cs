using System.Net;
using System.Net.Http.Headers;
using Observability.EndToEnd.Tests.Standalone;
using Observability.Testing;

namespace Observability.EndToEnd.Tests.Recordings;

/// <summary>Recorded traffic of real providers through everything: proxy, spool, PostgreSQL, REST API.</summary>
public sealed class RecordingsTests : IDisposable
{
    private readonly string _folder = TestFolders.Create();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_api_returns_every_recorded_exchange_as_it_crossed_the_wire()
    {
        var folder = SharedCorpora.Find("wire");
        Assert.SkipWhen(folder is null, SharedCorpora.Absent);
        var recordings = WireRecording.Load(folder!);
        var ids = recordings.Select(_ => Guid.CreateVersion7()).ToList();
        await using var upstream = await RecordedUpstream.StartAsync(recordings, Ct);
        // What alterations do to the same recordings is WireCorpusTests' to show.
        await using var run = RunProcess.StartBy(
            ["env", $"UPSTREAM_RECORDED_URL={upstream.Url}", "OBSERVABILITY_STRICT_BYTES=true"], Path.Combine(_folder, "data"));
        var keys = (await run.WaitForLineAsync("KEY ", Ct)).Split(' ').Skip(1).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        await run.WaitUntilReadyAsync(Ct);
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

        await Parallel.ForEachAsync(Enumerable.Range(0, recordings.Count), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Ct }, async (i, ct) =>
        {
            using var answer = await client.SendAsync(Request(run.Ingest, keys["write"], recordings[i], i, ids[i]), ct);
            AssertSame(recordings[i].Id, recordings[i].ResponseBody, await answer.Content.ReadAsByteArrayAsync(ct));
            AssertSame(recordings[i].Id, recordings[i].RequestBody, upstream.Received[i]);
        });

        await Parallel.ForEachAsync(Enumerable.Range(0, recordings.Count), new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Ct }, async (i, ct) =>
        {
            var exchange = new Uri(run.Dashboard, $"/api/v1/exchanges/{ids[i]}");
            AssertSame(recordings[i].Id, recordings[i].RequestBody, await StoredAsync(client, exchange + "/request", keys["read"], ct));
            AssertSame(recordings[i].Id, recordings[i].ResponseBody, await StoredAsync(client, exchange + "/response", keys["read"], ct));
        });
    }

    private static HttpRequestMessage Request(Uri ingest, string key, WireRecording recording, int at, Guid id)
    {
        var request = new HttpRequestMessage(new(recording.Method), $"{ingest}recorded/{key}/{recording.Path.TrimStart('/')}") { Content = new ByteArrayContent(recording.RequestBody) };
        request.Headers.Add(RecordedUpstream.Header, $"{at}");
        request.Headers.Add("X-Observability-Request-Id", id.ToString());
        if (recording.RequestHeaders.FirstOrDefault(h => h.Name.Equals("content-type", StringComparison.OrdinalIgnoreCase)).Value is { } type)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        return request;
    }

    private static async Task<byte[]> StoredAsync(HttpClient client, string url, string key, CancellationToken ct)
    {
        byte[] stored = [];
        await Eventually.HoldsAsync(
            async () =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };
                using var answer = await client.SendAsync(request, ct);
                stored = await answer.Content.ReadAsByteArrayAsync(ct);
                return answer.StatusCode == HttpStatusCode.OK;
            },
            RunProcess.Patience, $"{url} is stored", ct);
        return stored;
    }

    private static void AssertSame(string id, byte[] expected, byte[] actual) => Assert.True(expected.AsSpan().SequenceEqual(actual), $"{id}: the bytes differ.");
}
