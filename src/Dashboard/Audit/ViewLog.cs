using MediatR;
using Observability.Domain;

namespace Observability.Dashboard.Audit;

/// <summary>
/// Writes down what callers looked at, before they are given it. What the same caller looks at again within <see cref="Window"/> is the same look: opening one
/// request asks a dozen questions about it.
/// </summary>
/// <param name="scopes">Opens connections to the log.</param>
/// <param name="time">The clock.</param>
internal sealed class ViewLog(IServiceScopeFactory scopes, TimeProvider time)
{
    /// <summary>For how long a look is remembered, by this process.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    // Beyond this all are forgotten: then a look may stand in the log once more, which is no harm.
    private const int Most = 50_000;

    private readonly FiltersInside _filters = new();
    private readonly Dictionary<Look, long> _looks = [];
    private readonly Lock _lock = new();

    /// <summary>Writes down what <paramref name="message"/> told <paramref name="caller"/>.</summary>
    /// <exception cref="UnwrittenException">The log cannot be written: the answer must not be given.</exception>
    public async Task NoteAsync<T>(Caller caller, IRequest<T> message, T answer, CancellationToken ct)
    {
        var deeds = Glances.Of(message, answer, _filters.Of(message)).Where(d => d.IsChange || IsNew(caller, d)).ToList();
        if (deeds.Count == 0)
        {
            return;
        }

        var written = false;
        try
        {
            // A connection of its own: what the handler has open is its affair.
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CallerScope>().Caller = caller;
            await AuditLog.WriteAsync(scope.ServiceProvider.GetRequiredService<ObservabilityDb>(), Doer.Of(caller), time.GetUtcNow(), deeds, ct);
            written = true;
        }
        finally
        {
            if (!written)
            {
                Forget(caller, deeds);
            }
        }
    }

    private bool IsNew(Caller caller, Deed deed)
    {
        var (look, now) = (Look.Of(caller, deed), time.GetTimestamp());
        lock (_lock)
        {
            if (_looks.TryGetValue(look, out var since) && time.GetElapsedTime(since, now) < Window)
            {
                return false;
            }

            if (_looks.Count >= Most)
            {
                _looks.Clear();
            }

            _looks[look] = now;
            return true;
        }
    }

    private void Forget(Caller caller, IReadOnlyList<Deed> deeds)
    {
        lock (_lock)
        {
            foreach (var deed in deeds)
            {
                _looks.Remove(Look.Of(caller, deed));
            }
        }
    }

    private sealed record Look(Guid Project, Guid? Account, string Who, string What, string Subject)
    {
        public static Look Of(Caller caller, Deed deed) => new(caller.ProjectId, caller.AccountId, caller.Name, deed.What, deed.Subject);
    }
}
