using System.Net;
using Observability.Testing;

namespace Observability.Dashboard.Tests;

public sealed class MetricsTests : IAsyncLifetime
{
    private DashboardHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await DashboardHost.StartAsync(Ct);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Every_metric_of_ours_is_in_the_guide_with_its_kind_and_its_sentence_and_no_other_is()
    {
        using var client = _host.Client(null);
        Assert.Equal(DocumentedMetrics.In(await client.GetStringAsync("/metrics", Ct)), DocumentedMetrics.Under("Metrics of the dashboard"));
    }

    [Theory]
    [InlineData("X-Forwarded-For")]
    [InlineData("Forwarded")]
    [InlineData("Via")]
    [InlineData("X-Real-IP")]
    public async Task They_are_not_for_the_rest_of_the_world(string header)
    {
        using var client = _host.Client(null);
        client.DefaultRequestHeaders.TryAddWithoutValidation(header, "1.1 proxy");
        using var answer = await client.GetAsync("/metrics", Ct);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task A_message_is_counted_by_its_name_and_its_end_and_no_word_of_the_caller_is_told()
    {
        using var admin = _host.Client(_host.AdminKey);
        using var found = await admin.GetAsync("/api/v1/exchanges?q=canary", Ct);
        Assert.Equal(HttpStatusCode.OK, found.StatusCode);
        using var reader = _host.Client(_host.ReadKey);
        using var refused = await reader.PostAsync("/api/v1/jobs/rollups/run", content: null, Ct);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        using var client = _host.Client(null);
        var text = await client.GetStringAsync("/metrics", Ct);
        Assert.Contains("observability_dashboard_messages_total{message=\"ListExchanges\",outcome=\"ok\"} 1", text, StringComparison.Ordinal);
        Assert.Contains(",outcome=\"refused\"} 1", text, StringComparison.Ordinal);
        Assert.Contains("observability_dashboard_message_duration_seconds_count{message=\"ListExchanges\"} 1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", text, StringComparison.Ordinal);
    }
}
