using MediatR;
using Npgsql;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Filters;

namespace Observability.Dashboard.Live;

/// <summary>The project's requests that run now, newest first, as far as ingests told of them. What only an answer would tell they do not have.</summary>
/// <param name="Filter">What to keep.</param>
[Requires(Access.Read)]
public sealed record ListRunning(LiveFilter Filter) : IRequest<RunningList>;

/// <summary>What runs.</summary>
/// <param name="Rows">The requests, newest first.</param>
/// <param name="At">The moment of looking.</param>
/// <param name="Cut">Whether only the newest <see cref="Most"/> were looked at.</param>
public sealed record RunningList(IReadOnlyList<RunningExchange> Rows, DateTimeOffset At, bool Cut)
{
    /// <summary>Most requests that are looked at.</summary>
    public const int Most = RunningRows.Most;
}

internal sealed class ListRunningHandler(ObservabilityDb db, NpgsqlDataSource database, Caller caller, TimeProvider time) : IRequestHandler<ListRunning, RunningList>
{
    public async Task<RunningList> Handle(ListRunning request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var rows = await RunningRows.ReadAsync(db, caller.ProjectId, now, cancellationToken);
        var subjects = rows.ConvertAll(r => (Row: r, Subject: new FilterSubject(r.ToRow())));
        var names = new FilterNames(caller.ProjectId);
        var match = new TailMatch(request.Filter, names);
        if (match.AsksNames && rows.Count > 0)
        {
            await names.ReadAsync(database, subjects.Select(s => s.Subject.Row), cancellationToken);
        }

        return new([.. subjects.Where(s => match.KeepsRunning(s.Subject)).Select(s => s.Row)], now, rows.Count == RunningRows.Most);
    }
}
