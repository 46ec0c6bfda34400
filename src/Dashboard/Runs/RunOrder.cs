using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Observability.Dashboard.Audit;
using Observability.Domain;
using Observability.Domain.Runs;

namespace Observability.Dashboard.Runs;

/// <summary>An order to send many calls. A kind's own message checks what it is about and then saves one of these.</summary>
/// <param name="Kind">The kind's name.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Spec">What the kind has to know, a JSON object.</param>
/// <param name="Items">What is to be sent, in order.</param>
/// <param name="Limits">How fast, how many at once, and for how much at most.</param>
internal sealed record RunOrder(string Kind, string Name, string Spec, IReadOnlyList<NewRunItem> Items, RunLimits Limits)
{
    /// <summary>Letters of a name, at most.</summary>
    public const int MaxName = 200;

    // Items of one statement: well within the five seconds it has.
    private const int ItemsAtOnce = 5000;

    /// <summary>Why, in the words of who orders it; null = nothing is said.</summary>
    public string? Why { get; init; }

    /// <summary>The id it is to have, where the kind stores more under it; null = a new one.</summary>
    public Guid? Id { get; init; }

    /// <summary>What one call is expected to cost, US dollars; null = not known.</summary>
    public decimal? ExpectedUsd { get; init; }

    /// <summary>Saves run, items and an entry in the audit log, in one transaction. The job finds it within seconds.</summary>
    /// <param name="db">Where; without a transaction of its own.</param>
    /// <param name="caller">Who orders it and whose project pays.</param>
    /// <param name="now">The time.</param>
    /// <param name="ct">Cancels it.</param>
    public async Task<OrderedRun> SaveAsync(ObservabilityDb db, Caller caller, DateTimeOffset now, CancellationToken ct)
    {
        if ((Refusal() ?? Limits.Refusal()) is { } refusal)
        {
            return new(null, refusal);
        }

        var run = New(caller, now);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        db.Add(run);
        AuditLog.Add(db, caller, now, ($"{Kind}.ordered", run.Id), new
        {
            run.Name,
            Items = run.Total,
            run.CapUsd,
            run.Concurrency,
            run.PerMinute,
            run.Why,
        });
        await db.SaveChangesAsync(ct);
        for (var first = 0; first < Items.Count; first += ItemsAtOnce)
        {
            await InsertAsync(db, run.Id, first, [.. Items.Skip(first).Take(ItemsAtOnce)], ct);
        }

        await transaction.CommitAsync(ct);
        return new(run, null);
    }

    private string? Refusal() =>
        string.IsNullOrWhiteSpace(Name) || Name.Length > MaxName ? string.Format(CultureInfo.CurrentCulture, RunsText.NameNeeded, MaxName)
        : Items.Count == 0 ? RunsText.NothingToSend
        : null;

    private Run New(Caller caller, DateTimeOffset now) => new()
    {
        Id = Id ?? Guid.CreateVersion7(now),
        ProjectId = caller.ProjectId,
        Kind = Kind,
        Name = Name.Trim(),
        State = RunState.Waiting,
        Spec = Spec,
        Concurrency = (short)Limits.Concurrency,
        PerMinute = Limits.PerMinute,
        CapUsd = Limits.CapUsd,
        ExpectedUsd = ExpectedUsd,
        Total = Items.Count,
        CreatedAt = now,
        CreatedBy = caller.Name,
        Why = string.IsNullOrWhiteSpace(Why) ? null : Why.Trim(),
    };

    private static Task<int> InsertAsync(ObservabilityDb db, Guid run, int before, List<NewRunItem> items, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"""
            insert into run_items (run_id, position, state, original_id, original_started_at, dataset_row_id, variant)
            select {run}, {before} + i.place, 'waiting', i.original, i.original_started, i.dataset_row, i.variant
            from unnest({Array(items.Select(i => i.OriginalId), NpgsqlDbType.Uuid)}, {Array(items.Select(i => i.OriginalStartedAt?.UtcDateTime), NpgsqlDbType.TimestampTz)},
                {Array(items.Select(i => i.DatasetRowId), NpgsqlDbType.Uuid)}, {Array(items.Select(i => i.Variant), NpgsqlDbType.Smallint)})
                with ordinality as i (original, original_started, dataset_row, variant, place)
            """,
            ct);

    private static NpgsqlParameter Array<T>(IEnumerable<T> values, NpgsqlDbType type) => new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
}

/// <summary>An item to be sent.</summary>
/// <param name="OriginalId">The exchange it repeats; null = none.</param>
/// <param name="OriginalStartedAt">When that one began.</param>
/// <param name="DatasetRowId">The row of a dataset it is made from; null = from none.</param>
/// <param name="Variant">Which of the run's variants; 0 where there is one.</param>
internal sealed record NewRunItem(Guid? OriginalId, DateTimeOffset? OriginalStartedAt, Guid? DatasetRowId, short Variant);

/// <summary>How fast, how many at once, and for how much at most.</summary>
/// <param name="CapUsd">What the calls may cost, US dollars; 0 = nothing that has a price.</param>
/// <param name="Concurrency">Calls under way at once, 1 to <see cref="Run.MaxConcurrency"/>.</param>
/// <param name="PerMinute">Calls begun in a minute; null = as many as the concurrency brings.</param>
public sealed record RunLimits(decimal CapUsd, int Concurrency, int? PerMinute)
{
    /// <summary>More calls in a minute than anybody means.</summary>
    public const int MaxPerMinute = 60_000;

    /// <summary>More dollars than anybody means.</summary>
    public const decimal MaxCapUsd = 1_000_000;

    /// <summary>What is wrong with them, in a sentence; null when nothing is.</summary>
    public string? Refusal()
    {
        var culture = CultureInfo.CurrentCulture;
        return CapUsd is < 0 or > MaxCapUsd ? string.Format(culture, RunsText.CapOutOfRange, MaxCapUsd)
            : Concurrency is < 1 or > Run.MaxConcurrency ? string.Format(culture, RunsText.ConcurrencyOutOfRange, Run.MaxConcurrency)
            : PerMinute is < 1 or > MaxPerMinute ? string.Format(culture, RunsText.RateOutOfRange, MaxPerMinute)
            : null;
    }
}

/// <summary>What came of an order.</summary>
/// <param name="Run">The run; null when it was refused.</param>
/// <param name="Refusal">Why, in a sentence; null when it was taken.</param>
public sealed record OrderedRun(Run? Run, string? Refusal);
