using Npgsql;
using Observability.Dashboard.Exchanges;
using Quartz;

namespace Observability.Dashboard.Jobs;

/// <summary>
/// Links what Open WebUI made of a request to that request, where both came through us. Looks at the last minutes; each half hour at the last hours,
/// for turns that took long and rows that came late.
/// </summary>
/// <param name="database">Where the exchanges are.</param>
/// <param name="time">The clock.</param>
[DisallowConcurrentExecution]
internal sealed class HopsJob([PastTheWall] NpgsqlDataSource database, TimeProvider time) : IJob
{
    private const int LongLookEvery = 30;
    private const int MostPerProject = 2_000;
    private static readonly TimeSpan Near = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Far = TimeSpan.FromHours(6);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        context.Result = new JobReport(await RunAsync(now - (now.Minute % LongLookEvery == 0 ? Far : Near), cancellationToken));
    }

    /// <summary>Links what started at or after <paramref name="from"/>; how many were linked.</summary>
    public async Task<long> RunAsync(DateTimeOffset from, CancellationToken ct) =>
        await Portions.EachAsync(await RelaysAsync(ct), relay => $"project {relay.Project}", (relay, token) => LinkAsync(relay.Project, relay.Upstreams, from, token), ct);

    private async Task<long> LinkAsync(Guid project, string[] upstreams, DateTimeOffset from, CancellationToken ct)
    {
        await using var command = database.CreateCommand(HopSql.Link);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = project });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = upstreams });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = from.ToUniversalTime() });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MostPerProject });
        return Math.Max(await command.ExecuteNonQueryAsync(ct), 0);
    }

    private async Task<List<(Guid Project, string[] Upstreams)>> RelaysAsync(CancellationToken ct)
    {
        var relays = new List<(Guid, string[])>();
        await using var command = database.CreateCommand(HopSql.Relays);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            relays.Add((reader.GetGuid(0), await reader.GetFieldValueAsync<string[]>(1, ct)));
        }

        return relays;
    }
}
