using System.Security.Cryptography;
using Npgsql;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;
using Observability.Domain.Pricing;

namespace Observability.Dashboard.Tests;

/// <summary>Rows as the writer leaves them.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    // As the writer does with each batch.
    private const string TouchUsers =
        """
        insert into users as u (project_id, user_id, name, email, role, groups, source, described_at)
            select distinct on (project_id, user_id) project_id, user_id, user_name, user_email, user_role, user_groups, user_source, started_at
            from exchanges where user_id is not null and (user_name is not null or user_email is not null)
            order by project_id, user_id, started_at desc
        on conflict (project_id, user_id) do update set
            name = excluded.name, email = excluded.email, role = excluded.role, groups = excluded.groups, source = excluded.source,
            described_at = excluded.described_at
        """;

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
            Finish = FinishKind.Stop,
            ServiceTier = "default",
            InputTokens = 12,
            OutputTokens = 6,
            UsageSource = UsageSource.Provider,
            Pricing = PricingState.Priced,
            CostUsd = 0.0000054m,
            StatedCostUsd = 0.000005m,
            StatedCostSource = "usage.cost",
            CostBreakdown = CostJson.Write(new(
                0.0000054m,
                [new(RateKind.Input, 12, 0.15m, 1_000_000, 1, 0.0000018m), new(RateKind.Output, 6, 0.6m, 1_000_000, 1, 0.0000036m)],
                new("openai", "gpt-4o-mini", null, "standard", "https://prices.example"))),
            GapP50Us = 20_001,
            GapP95Us = 41_000,
            GapP99Us = 60_000,
            LongestGapUs = 900_000,
            LoadUs = 1_500_000,
            PrefillUs = 12_500,
            DecodeUs = 700_000,
            DurationUs = 1_234_567,
            FirstByteUs = 400_001,
            OverheadUs = 87,
            RequestBytes = request.Length,
            ResponseBytes = response.Length,
            RequestPreview = "How far is the moon?",
            ResponsePreview = "384,400 km.",
            Client = "OpenAI/Python 1.0",
            Messages = 1,
            ToolsOffered = 0,
            Images = 0,
        };
        return new(row, Bodies(row, request, response), new());
    }

    private static ExchangeBodies Bodies(Exchange row, byte[] request, byte[] response) => new()
    {
        Id = row.Id,
        StartedAt = row.StartedAt,
        ProjectId = row.ProjectId,
        RequestHeaders = new StoredHeaders([new("Content-Type", "application/json")], 2).Encode(),
        RequestBody = request,
        RequestSha256 = SHA256.HashData(request),
        ResponseHeaders = new StoredHeaders([new("Content-Type", "application/json")], 0).Encode(),
        ResponseBody = response,
        ResponseSha256 = SHA256.HashData(response),
    };

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
        db.AddRange(all.Select(e => TextsOf(e)));
        await db.SaveChangesAsync(ct);
        await using var who = database.CreateCommand(TouchUsers);
        await who.ExecuteNonQueryAsync(ct);
    }

    // Tests change rows after they made them.
    private static ExchangeTexts TextsOf(ExchangeRecord exchange) =>
        exchange.Texts.Id == Guid.Empty ? ExchangeTexts.OfPreviews(exchange.Row) : exchange.Texts;

    // By a connection: EF builds its model anew for every data source.
    public static ObservabilityDb Db(NpgsqlDataSource database) =>
        new(Microsoft.EntityFrameworkCore.NpgsqlDbContextOptionsBuilderExtensions.UseNpgsql(
            new Microsoft.EntityFrameworkCore.DbContextOptionsBuilder<ObservabilityDb>(), database.CreateConnection(), contextOwnsConnection: true).Options);
}
