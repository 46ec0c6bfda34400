using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Audit;

/// <summary>Retention is a setting of the environment: a start notices when it is no longer what it was, and puts that into the audit log.</summary>
internal static class RetentionChanges
{
    private const string What = "retention.changed";

    private static readonly JsonSerializerOptions Names = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Adds an entry to what <paramref name="db"/> saves next, unless what holds is what the last entry says.</summary>
    public static async Task AddAsync(ObservabilityDb db, Doer environment, Retention retention, DateTimeOffset now, CancellationToken ct)
    {
        var last = await db.AuditLog.Where(a => a.ProjectId == environment.ProjectId && a.What == What)
            .OrderByDescending(a => a.At).ThenByDescending(a => a.Id).Select(a => a.Details).FirstOrDefaultAsync(ct);
        var holds = new { retention.RowDays, retention.BodyDays, retention.MinuteRollupDays, retention.HourRollupDays };
        var told = JsonSerializer.SerializeToNode(holds, Names);
        if (last is null || !JsonNode.DeepEquals(JsonNode.Parse(last), told))
        {
            AuditLog.Add(db, environment, now, new(What, environment.ProjectId.ToString(), holds));
        }
    }
}
