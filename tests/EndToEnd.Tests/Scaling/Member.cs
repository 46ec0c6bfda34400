using Observability.EndToEnd.Tests.Runs;
using Observability.EndToEnd.Tests.Standalone;
using Observability.Testing;

namespace Observability.EndToEnd.Tests.Scaling;

/// <summary>One host of a <see cref="Fleet"/>, with a port and a data folder of its own, that comes and goes.</summary>
/// <param name="project">Ingest or Dashboard.</param>
/// <param name="settings">Its environment.</param>
/// <param name="url">Where it listens.</param>
internal sealed class Member(string project, IReadOnlyDictionary<string, string> settings, Uri url) : IAsyncDisposable
{
    private HostProcess? _process;

    public Uri Url => url;

    /// <summary>Its data folder.</summary>
    public string Data => settings["OBSERVABILITY_DATA"];

    /// <summary>Everything the running one has said.</summary>
    public string Text => _process?.Text ?? "";

    /// <summary>Its process; null before the first start.</summary>
    public int? ProcessId => _process?.Id;

    /// <summary>Starts one where the last one was; it does not answer yet.</summary>
    /// <param name="program">Another build's program; null = this one's.</param>
    public async Task StartAsync(string? program = null)
    {
        await (_process?.DisposeAsync() ?? default);
        _process = HostProcess.Start(project, settings, program);
    }

    public async Task UntilReadyAsync(CancellationToken ct)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        await Eventually.HoldsAsync(() => IsReadyAsync(http, ct), RunProcess.Patience, $"{project} is ready; it said:\n{Text}", ct);
    }

    /// <summary>kill -9.</summary>
    public Task KillAsync(CancellationToken ct) => _process!.KillAsync(ct);

    /// <summary>Tells it to stop and waits for it.</summary>
    public Task StopAsync(CancellationToken ct) => _process!.StopAsync(ct);

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? default;

    private async Task<bool> IsReadyAsync(HttpClient http, CancellationToken ct)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(url, "readyz"), ct);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
