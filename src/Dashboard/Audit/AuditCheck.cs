using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Observability.Domain;
using Observability.Domain.Audit;

namespace Observability.Dashboard.Audit;

/// <summary>The command that checks the chains of all projects, those that were deleted included: a line each, to be kept where nobody of the database gets at it.</summary>
internal static class AuditCheck
{
    /// <summary>Checks them and writes what came of it; false when one is not whole.</summary>
    public static async Task<bool> RunAsync(NpgsqlDataSource database, TextWriter output, CancellationToken ct)
    {
        await using var db = new ObservabilityDb(new DbContextOptionsBuilder<ObservabilityDb>().UseNpgsql(database).Options);
        var check = new AuditVerification(db);
        var whole = true;
        foreach (var project in await check.ProjectsAsync(ct))
        {
            var verdict = await check.OfAsync(project, ct);
            whole &= verdict.IsWhole;
            await output.WriteLineAsync(Line(verdict));
        }

        return whole;
    }

    private static string Line(AuditVerdict verdict) => string.Create(
        CultureInfo.InvariantCulture,
        $"AUDIT project={verdict.ProjectId} entries={verdict.Entries} head={verdict.Head} {(verdict.Break is { } what ? $"BROKEN {EnumNames.NameOf(what)} at={verdict.At?.ToString(CultureInfo.InvariantCulture) ?? "-"}" : "whole")}");
}
