using Npgsql;
using Quartz;

namespace Observability.Dashboard.Jobs;

/// <summary>Makes the partitions of today and the week ahead, so that no insert has to wait for one.</summary>
/// <param name="database">Where they are made.</param>
/// <param name="time">The clock.</param>
internal sealed class PartitionsJob(NpgsqlDataSource database, TimeProvider time) : IJob
{
    private const int DaysAhead = 7;

    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => RunAsync(cancellationToken);

    /// <summary>Makes them; those that exist stay as they are.</summary>
    public async ValueTask RunAsync(CancellationToken ct)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        await using var command = database.CreateCommand("select make_exchange_partitions($1)");
        var day = new NpgsqlParameter<DateOnly>();
        command.Parameters.Add(day);
        for (var ahead = 0; ahead <= DaysAhead; ahead++)
        {
            day.TypedValue = today.AddDays(ahead);
            await command.ExecuteNonQueryAsync(ct);
        }
    }
}
