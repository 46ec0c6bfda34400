namespace Observability.Ingest.Tests.Proxy;

/// <summary>Time that must pass because passing time is what is tested: a pause between requests, a slow sender. Never to wait for something.</summary>
internal static class Pause
{
    public static async Task ForAsync(TimeSpan time, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(time);
        await timer.WaitForNextTickAsync(ct);
    }
}
