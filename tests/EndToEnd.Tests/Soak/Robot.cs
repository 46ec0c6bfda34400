using System.Collections.Concurrent;
using System.Text.Json;

namespace Observability.EndToEnd.Tests.Soak;

/// <summary>Somebody who looks at the dashboard all the time: lists, sums, one request with its bodies, jobs, an export.</summary>
/// <param name="api">The dashboard as its admin key.</param>
internal sealed class Robot(HttpClient api)
{
    private static readonly string[] Looks =
    [
        "/api/v1/exchanges?limit=50", "/api/v1/exchanges?limit=50&q=stream:yes%20latency:>100ms", "/api/v1/usage?bucket=minute&group_by=model",
        "/api/v1/usage?bucket=total&group_by=user,outcome", "/api/v1/conversations", "/api/v1/jobs", "/api/v1/upstreams", "/readyz",
    ];

    private readonly ConcurrentQueue<(DateTimeOffset At, string What)> _failures = [];
    private int _answers;

    /// <summary>Looks that were answered.</summary>
    public int Answers => _answers;

    /// <summary>Those that were not, with when.</summary>
    public IReadOnlyList<(DateTimeOffset At, string What)> Failures => [.. _failures];

    /// <summary>Looks until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        try
        {
            for (var i = 0; await timer.WaitForNextTickAsync(stop); i++)
            {
                var answer = await LookAsync(Looks[i % Looks.Length], stop);
                if (answer is not null && i % Looks.Length == 0 && JsonDocument.Parse(answer).RootElement.GetProperty("data").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } row)
                {
                    await LookAsync($"/api/v1/exchanges/{row.GetProperty("id")}", stop);
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task<string?> LookAsync(string path, CancellationToken stop)
    {
        try
        {
            using var answer = await api.GetAsync(new Uri(path, UriKind.Relative), stop);
            if (answer.IsSuccessStatusCode)
            {
                Interlocked.Increment(ref _answers);
                return await answer.Content.ReadAsStringAsync(stop);
            }

            _failures.Enqueue((TimeProvider.System.GetUtcNow(), $"{path}: {(int)answer.StatusCode}"));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            _failures.Enqueue((TimeProvider.System.GetUtcNow(), $"{path}: {e.Message}"));
        }

        return null;
    }
}
