using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Observability.Dashboard.Start;

/// <summary>Whether this host can answer questions now. That the first start is done is certain: it precedes the listening.</summary>
internal static class Readiness
{
    public static async Task<Results<ContentHttpResult, ProblemHttpResult>> AnswerAsync([PastTheWall] NpgsqlDataSource database, CancellationToken ct)
    {
        try
        {
            await using var command = database.CreateCommand("select 1");
            await command.ExecuteScalarAsync(ct);
            return TypedResults.Text("ready");
        }
        catch (NpgsqlException)
        {
            return TypedResults.Problem(
                type: "/problems/database-unreachable", statusCode: StatusCodes.Status503ServiceUnavailable,
                title: "PostgreSQL cannot be reached.");
        }
    }
}
