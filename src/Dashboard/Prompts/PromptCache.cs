using Microsoft.Extensions.Caching.Memory;
using Npgsql;

namespace Observability.Dashboard.Prompts;

/// <summary>Keeps what programs asked for, so that a prompt may be asked for with every call of theirs without asking the database each time.</summary>
/// <remarks>
/// Everything is forgotten when any prompt changes, which PostgreSQL tells by NOTIFY; and each entry after <see cref="Freshness"/>, which is therefore
/// how old an answer can be where a notice was lost. Bounded: <see cref="MaxChars"/> of templates and defaults.
/// </remarks>
/// <param name="database">Gives the listening connection.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where lost connections are told.</param>
internal sealed partial class PromptCache([PastTheWall] NpgsqlDataSource database, TimeProvider time, ILogger<PromptCache> logger) : BackgroundService
{
    /// <summary>How long an entry is believed.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(15);

    private const long MaxChars = 32 << 20;
    private const int EntryChars = 1_000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = MaxChars });
    private long _generation;

    /// <summary>The prompt of a project that <paramref name="which"/> means; asked for by <paramref name="ask"/> where it is not known. That there is none is known too.</summary>
    public async Task<PromptDetail?> GetAsync((Guid Project, string Name, string? Which) which, Func<CancellationToken, Task<PromptDetail?>> ask, CancellationToken ct)
    {
        if (_known.TryGetValue(which, out PromptDetail? found))
        {
            return found;
        }

        var generation = Interlocked.Read(ref _generation);
        found = await ask(ct);
        // What was read before a change must not be remembered after it.
        if (generation == Interlocked.Read(ref _generation))
        {
            var size = EntryChars + which.Name.Length + (which.Which?.Length ?? 0) + (2L * (found?.Version.Body.Length ?? 0)) + (found?.Defaults.Sum(d => d.Key.Length + d.Value.Length) ?? 0);
            _known.Set(which, found, new MemoryCacheEntryOptions { Size = size, AbsoluteExpirationRelativeToNow = Freshness });
        }

        return found;
    }

    /// <summary>Forgets everything: something changed.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref _generation);
        _known.Clear();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _known.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (NpgsqlException e)
            {
                ConnectionLost(e.Message);
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        connection.Notification += (_, _) => Forget();
        await using (var command = new NpgsqlCommand("listen prompts_changed", connection))
        {
            await command.ExecuteNonQueryAsync(ct);
        }

        Forget();
        while (true)
        {
            await connection.WaitAsync(ct);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Prompts lost the connection that tells of their changes: {Problem} They are believed for some seconds each")]
    private partial void ConnectionLost(string problem);
}
