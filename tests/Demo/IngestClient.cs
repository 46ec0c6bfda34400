using System.Net.Http.Headers;
using System.Text.Json;
using Observability.Domain;

namespace Observability.Demo;

/// <summary>Calls the fake provider through the proxy, as Open WebUI and a few scripts would.</summary>
/// <param name="ingestUrl">The proxy.</param>
/// <param name="writeKey">Our key there.</param>
internal sealed class IngestClient(Uri ingestUrl, Sensitive<string> writeKey) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.UTF8 }) { BaseAddress = ingestUrl, Timeout = TimeSpan.FromMinutes(5) };

    /// <summary>Whether the proxy can take traffic.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken ct)
    {
        try
        {
            using var answer = await _http.GetAsync("readyz", ct);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>One call; what it said, nothing when there was an error or the stream broke.</summary>
    /// <param name="call">What to send.</param>
    /// <param name="patience">Pieces of a stream to wait for before giving up; null = all.</param>
    /// <param name="ct">Stops the demo.</param>
    /// <exception cref="HttpRequestException">The proxy cannot be reached.</exception>
    public async Task<Heard> SendAsync(Call call, int? patience, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(call.Body is null ? HttpMethod.Get : HttpMethod.Post, Path(call));
        request.Headers.Authorization = new("Bearer", "sk-demo-not-a-real-key");
        request.Headers.TryAddWithoutValidation("User-Agent", call.Agent);
        foreach (var (name, value) in call.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (!call.KeyInPath)
        {
            request.Headers.TryAddWithoutValidation("X-Observability-Key", writeKey.Value);
        }

        if (call.Body is not null)
        {
            request.Content = new ByteArrayContent(call.Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        return await ReadAsync(answer, patience, ct);
    }

    public void Dispose() => _http.Dispose();

    private string Path(Call call) => call.KeyInPath ? $"{call.Upstream}/{writeKey.Value}/{call.Rest}" : $"{call.Upstream}/{call.Rest}";

    // Leaving early disposes the answer, and with it the connection: the proxy sees a client that went away.
    private static async Task<Heard> ReadAsync(HttpResponseMessage answer, int? patience, CancellationToken ct)
    {
        var heard = new Heard();
        try
        {
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(ct));
            for (var n = 0; await lines.ReadLineAsync(ct) is { } line && (patience is null || n < patience); n++)
            {
                heard.Take(line);
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException or JsonException)
        {
            return new();
        }

        return answer.IsSuccessStatusCode ? heard : new();
    }
}
