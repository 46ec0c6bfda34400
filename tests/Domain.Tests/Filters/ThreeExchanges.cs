using Microsoft.EntityFrameworkCore;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;
using Observability.Domain.Pricing;
using Observability.Testing;

namespace Observability.Domain.Tests.Filters;

/// <summary>One exchange that has everything, one that failed, and one of which nothing is known.</summary>
public sealed class ThreeExchanges : IAsyncLifetime
{
    public static readonly Guid Project = new("00000000-0000-0000-0000-0000000000a1");
    private static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    public TestDatabase Database { get; private set; } = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync(Ct);
        await using var partitions = Database.DataSource.CreateCommand("select make_exchange_partitions('2026-03-14')");
        await partitions.ExecuteNonQueryAsync(Ct);
        await using var db = new ObservabilityDb(new DbContextOptionsBuilder<ObservabilityDb>().UseNpgsql(Database.DataSource).Options);
        db.AddRange(Full, Failed, Bare);
        await db.SaveChangesAsync(Ct);
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    private static Exchange Full => Row(1, e =>
    {
        (e.ModelRequested, e.ModelServed, e.User, e.UserName, e.UserGroups, e.UserRole) = ("gpt-4o", "gpt-4o-2024-08-06", "u-1", "Anna", ["Ops", "dev"], "admin");
        (e.Session, e.Task, e.Properties, e.PromptId, e.MessageId) = ("Chat-7", "title_generation", """{"region":"eu","my name":"100%"}""", "p1", "m1");
        (e.Status, e.InputTokens, e.OutputTokens, e.CacheReadTokens, e.CostUsd, e.StatedCostUsd) = (200, 40_000, 20_000, 100, 0.25m, 0.24m);
        (e.Pricing, e.UsageSource, e.Finish, e.FinishReason, e.Stream) = (PricingState.Priced, UsageSource.Provider, FinishKind.Length, "max_tokens", true);
        (e.DurationUs, e.FirstTokenUs, e.LongestGapUs, e.OverheadUs, e.OutputTokensPerSecond) = (5_000_000, 800_000, 2_500_000, 90, 42.5);
        (e.RequestPreview, e.ResponsePreview, e.ToolCalls, e.Client) = ("Please refund my order_1", "退款 is on its way", ["get_order", "refund"], "OpenAI/Python 1.0");
        (e.RequestBytes, e.ResponseBytes, e.Alterations, e.ReplayOf) = (20_000, 3_000_000, ["include_usage"], new Guid(9, 0, 0, new byte[8]));
    });

    private static Exchange Failed => Row(2, e =>
    {
        (e.ModelRequested, e.Outcome, e.Status, e.Error, e.ErrorCode) = ("claude", ExchangeOutcome.UpstreamRefused, 429, "Rate limit 100% reached", "rate_limit_error");
        (e.Pricing, e.Capture, e.InputTokens, e.EstimatedCostUsd, e.RequestPreview) = (PricingState.Estimated, CaptureVerdict.Truncated, 7, 1.5m, "say \"hi\" (now)");
    });

    private static Exchange Bare => Row(3, _ => { });

    private static Exchange Row(int n, Action<Exchange> set)
    {
        var row = new Exchange
        {
            Id = new Guid(n, 0, 0, new byte[8]),
            StartedAt = Noon.AddSeconds(n),
            ProjectId = Project,
            KeyId = new("00000001-0000-0000-0000-0000000000ff"),
            Upstream = "openai",
            Format = "opaque",
            Method = "POST",
            Path = "/v1/x",
            Endpoint = "other",
            DurationUs = 1_000,
            OverheadUs = 2_000,
        };
        set(row);
        return row;
    }
}
