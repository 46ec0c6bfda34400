namespace Observability.Ingest.Proxy;

/// <summary>Knows when the host, asked to stop, has lost patience with the calls still open and cuts them: then it was not their clients who left.</summary>
internal sealed class Drain : IHostedLifecycleService
{
    private CancellationToken _patience = CancellationToken.None;

    /// <summary>Whether connections that break now are cut by us.</summary>
    public bool IsOver => _patience.IsCancellationRequested;

    /// <summary>Keeps the token that the web server, too, is about to get: it cuts its connections when this one fires.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _patience = cancellationToken;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
