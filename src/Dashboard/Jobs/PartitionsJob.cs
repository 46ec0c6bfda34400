using System.Globalization;
using Npgsql;
using Quartz;

namespace Observability.Dashboard.Jobs;

/// <summary>Makes the partitions of today and the week ahead, so that no insert has to wait for one.</summary>
/// <param name="database">Where they are made.</param>
/// <param name="time">The clock.</param>
[DisallowConcurrentExecution]
internal sealed class PartitionsJob([PastTheWall] NpgsqlDataSource database, TimeProvider time) : IJob
{
    private const int DaysAhead = 7;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        context.Result = new JobReport(await RunAsync(cancellationToken));

    /// <summary>Makes them; those that exist stay as they are. How many were made.</summary>
    public Task<long> RunAsync(CancellationToken ct)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        return Portions.EachAsync(
            Enumerable.Range(0, DaysAhead + 1).Select(today.AddDays), day => day.ToString("O", CultureInfo.InvariantCulture), MakeAsync, ct);
    }

    private async Task<long> MakeAsync(DateOnly day, CancellationToken ct)
    {
        await using var command = database.CreateCommand("select make_exchange_partitions($1)");
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = day });
        return await command.ExecuteScalarAsync(ct) is int made ? made : 0;
    }
}
