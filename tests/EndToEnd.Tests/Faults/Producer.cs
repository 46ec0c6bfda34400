using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Observability.EndToEnd.Tests.Faults;

/// <summary>A client of the proxy that remembers every call it made. It never sends anything twice.</summary>
/// <param name="ingest">Where the proxy listens.</param>
/// <param name="key">The write key it uses.</param>
internal sealed class Producer(Uri ingest, string key) : IDisposable
{
    // A connection for each call: on a kept one the handler would send a call again that met its end.
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero })
    {
        BaseAddress = ingest,
        Timeout = TimeSpan.FromMinutes(1),
    };

    private readonly ConcurrentQueue<Call> _calls = [];

    /// <summary>Every call that is over, in the order of their ends.</summary>
    public IReadOnlyList<Call> Calls => [.. _calls];

    /// <summary>Those of which the client has the whole answer.</summary>
    public int Finished => _calls.Count(c => c.IsFinished);

    /// <summary>Asks and reads the answer to its end, or to what breaks it off.</summary>
    public Task<Call> AskAsync(Question question, CancellationToken ct) => AskAsync(question, key, ct);

    /// <summary>The same with another key.</summary>
    public async Task<Call> AskAsync(Question question, string otherKey, CancellationToken ct)
    {
        var id = Guid.CreateVersion7();
        var body = question.ToBody(id.ToString());
        var call = await AskAsync(new(id, Hex(body)), body, otherKey, ct) with { EndedAt = TimeProvider.System.GetUtcNow() };
        _calls.Enqueue(call);
        return call;
    }

    /// <summary>Asks, and returns with the head of the answer.</summary>
    public Task<HttpResponseMessage> OpenAsync(Question question, Guid id, CancellationToken ct) =>
        SendAsync(question.ToBody(id.ToString()), id, key, ct);

    /// <summary>Whether anybody answers at the proxy's address.</summary>
    public async Task<bool> IsUpAsync(CancellationToken ct)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri("healthz", UriKind.Relative), ct);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Whether the proxy says that it has what it needs, its spool above all.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken ct)
    {
        using var answer = await _http.GetAsync(new Uri("readyz", UriKind.Relative), ct);
        return answer.IsSuccessStatusCode;
    }

    /// <summary>The proxy's metrics.</summary>
    public async Task<Metrics> MetricsAsync(CancellationToken ct) => new(await _http.GetStringAsync(new Uri("metrics", UriKind.Relative), ct));

    public void Dispose() => _http.Dispose();

    private async Task<Call> AskAsync(Call call, byte[] body, string otherKey, CancellationToken ct)
    {
        HttpStatusCode? status = null;
        try
        {
            using var answer = await SendAsync(body, call.Id, otherKey, ct);
            status = answer.StatusCode;
            return call with { Status = status, ResponseSha256 = Hex(await answer.Content.ReadAsByteArrayAsync(ct)) };
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return call with { Status = status, Error = e.Message };
        }
    }

    private async Task<HttpResponseMessage> SendAsync(byte[] body, Guid id, string otherKey, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("v1/chat/completions", UriKind.Relative));
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        request.Headers.Authorization = new("Bearer", otherKey);
        request.Headers.Add("X-Observability-Request-Id", id.ToString());
        request.Headers.Add("X-Nonce", id.ToString());
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
