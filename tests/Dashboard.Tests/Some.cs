using System.Security.Cryptography;
using Npgsql;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;

namespace Observability.Dashboard.Tests;

/// <summary>Rows as the writer leaves them.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A chat exchange with every field set to something telling.</summary>
    public static ExchangeRecord Exchange(Guid project, DateTimeOffset at, byte[]? request = null, byte[]? response = null)
    {
        request ??= """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"How far is the moon?"}]}"""u8.ToArray();
        response ??= """{"id":"chatcmpl-1","model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"message":{"role":"assistant","content":"384,400 km."},"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":6}}"""u8.ToArray();
        var row = new Exchange
        {
            Id = Guid.CreateVersion7(at),
            StartedAt = at,
            ProjectId = project,
            KeyId = Guid.CreateVersion7(),
            Upstream = "openai",
            Format = "openai.chat",
            Method = "POST",
            Path = "/v1/chat/completions",
            Endpoint = "chat",
            ModelRequested = "gpt-4o-mini",
            ModelServed = "gpt-4o-mini-2024-07-18",
            Status = 200,
            Outcome = ExchangeOutcome.Completed,
            Capture = CaptureVerdict.Kept,
            User = "anna",
            UserName = "Anna",
            Session = "chat-7",
            Properties = """{"region":"eu"}""",
            FinishReason = "stop",
            InputTokens = 12,
            OutputTokens = 6,
            UsageSource = UsageSource.Provider,
            CostUsd = 0.0000054m,
            DurationUs = 1_234_567,
            FirstByteUs = 400_001,
            OverheadUs = 87,
            RequestBytes = request.Length,
            ResponseBytes = response.Length,
            RequestPreview = "How far is the moon?",
            ResponsePreview = "384,400 km.",
            Client = "OpenAI/Python 1.0",
        };
        var bodies = new ExchangeBodies
        {
            Id = row.Id,
            StartedAt = row.StartedAt,
            ProjectId = project,
            RequestHeaders = new StoredHeaders([new("Content-Type", "application/json")], 2).Encode(),
            RequestBody = request,
            RequestSha256 = SHA256.HashData(request),
            ResponseHeaders = new StoredHeaders([new("Content-Type", "application/json")], 0).Encode(),
            ResponseBody = response,
            ResponseSha256 = SHA256.HashData(response),
        };
        return new(row, bodies);
    }

    /// <summary>Puts exchanges into the database, with the partitions they need.</summary>
    public static async Task StoreAsync(NpgsqlDataSource database, IEnumerable<ExchangeRecord> exchanges, CancellationToken ct)
    {
        var all = exchanges.ToList();
        foreach (var day in all.Select(e => DateOnly.FromDateTime(e.Row.StartedAt.UtcDateTime)).Distinct())
        {
            await using var command = database.CreateCommand("select make_exchange_partitions($1)");
            command.Parameters.Add(new() { Value = day });
            await command.ExecuteNonQueryAsync(ct);
        }

        await using var db = Db(database);
        db.AddRange(all.Select(e => e.Row));
        db.AddRange(all.Select(e => e.Bodies));
        await db.SaveChangesAsync(ct);
    }

    public static ObservabilityDb Db(NpgsqlDataSource database) =>
        new(Microsoft.EntityFrameworkCore.NpgsqlDbContextOptionsBuilderExtensions.UseNpgsql(
            new Microsoft.EntityFrameworkCore.DbContextOptionsBuilder<ObservabilityDb>(), database).Options);
}
