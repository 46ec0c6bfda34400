using FsCheck.Fluent;
using Npgsql;
using Observability.Dashboard.Live;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Live;

/// <summary>Several ingests commit as they like; a reader looks when it likes.</summary>
public sealed class ArrivalsTests : IAsyncLifetime
{
    private const int Ingests = 4;
    private const int Look = Ingests;

    private readonly Guid _project = Guid.CreateVersion7();
    private readonly List<NpgsqlConnection> _connections = [];
    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(Ct);
        for (var i = 0; i <= Ingests; i++)
        {
            _connections.Add(await _database.DataSource.OpenConnectionAsync(Ct));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _connections.ForEach(c => c.Dispose());
        await _database.DisposeAsync();
    }

    /// <summary>A schedule says who takes the next step: an ingest writes, then commits (or, each fifth time, gives up); the reader looks.</summary>
    [Fact]
    public async Task However_commits_and_looks_interleave_each_arrival_is_found_exactly_once()
    {
        foreach (var schedule in Gen.Choose(0, Look).ArrayOf(40).Sample(60))
        {
            var (committed, found) = await RunAsync(schedule);
            Assert.True(committed.Order().SequenceEqual(found.Order()), $"{committed.Count} committed, {found.Count} found by {string.Join(' ', schedule)}");
        }
    }

    private async Task<(List<Guid> Committed, List<Guid> Found)> RunAsync(int[] schedule)
    {
        var reader = _connections[Look];
        var seen = await Arrivals.NowAsync(reader, Ct);
        var (committed, found) = (new List<Guid>(), new List<Guid>());
        var open = new (NpgsqlTransaction Transaction, Guid Id)?[Ingests];
        var steps = 0;
        foreach (var who in schedule.Concat(Enumerable.Range(0, Ingests)).Append(Look))
        {
            steps++;
            if (who == Look)
            {
                (seen, var arrived) = await Arrivals.SinceAsync(reader, _project, seen, Ct);
                found.AddRange(arrived!.Keys);
            }
            else if (open[who] is { } mine)
            {
                open[who] = null;
                if (steps % 5 == 0)
                {
                    await mine.Transaction.RollbackAsync(Ct);
                }
                else
                {
                    await mine.Transaction.CommitAsync(Ct);
                    committed.Add(mine.Id);
                }

                await mine.Transaction.DisposeAsync();
            }
            else
            {
                var exchange = Some.Exchange(_project, Some.Noon).Row;
                var transaction = await _connections[who].BeginTransactionAsync(Ct);
                await Ingested.TellAsync(_connections[who], [exchange], Ct);
                open[who] = (transaction, exchange.Id);
            }
        }

        foreach (var left in open.OfType<(NpgsqlTransaction Transaction, Guid Id)>())
        {
            await left.Transaction.DisposeAsync();
        }

        return (committed, found);
    }
}
