using System.Diagnostics;

namespace Observability.Standalone.Hosts;

/// <summary>Asks a host's <c>/readyz</c> until it says yes.</summary>
internal sealed class Readiness : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PatienceWithOneAnswer = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(10);

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    /// <summary>Returns when the host is ready; says every few seconds that it is not yet.</summary>
    public async Task WaitAsync(Uri host, Action<string> say, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        var said = TimeSpan.Zero;
        while (!await IsReadyAsync(host, ct))
        {
            if (Stopwatch.GetElapsedTime(start) is var waited && waited - said > SignOfLife)
            {
                said = waited;
                say($"not ready yet after {waited.TotalSeconds:0} s");
            }

            await Task.Delay(Poll, ct);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<bool> IsReadyAsync(Uri host, CancellationToken ct)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(ct);
        late.CancelAfter(PatienceWithOneAnswer);
        try
        {
            using var question = new HttpRequestMessage(HttpMethod.Get, new Uri(host, "/readyz"));
            using var answer = await _http.SendAsync(question, late.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }
}
