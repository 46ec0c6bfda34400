namespace Observability.Dashboard.Ui;

/// <summary>Of several questions about one thing the newest counts: asking it gives up the one before, whose answer is then nobody's.</summary>
/// <remarks>For one component. Cancelling awaits: the driver tells the database of it, and no page waits for that on its own thread.</remarks>
internal sealed class NewestQuestion : IDisposable
{
    private CancellationTokenSource? _asking;

    /// <summary>Begins a question. The token is cancelled when the next one is asked, or with <paramref name="untilLeft"/>.</summary>
    public async Task<CancellationToken> AskAsync(CancellationToken untilLeft)
    {
        var before = _asking;
        var asking = _asking = CancellationTokenSource.CreateLinkedTokenSource(untilLeft);
        // Taken now: whoever asks while the one before is given up disposes this one.
        var ct = asking.Token;
        if (before is not null)
        {
            await before.CancelAsync();
            before.Dispose();
        }

        return ct;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _asking?.Dispose();
        _asking = null;
    }
}
