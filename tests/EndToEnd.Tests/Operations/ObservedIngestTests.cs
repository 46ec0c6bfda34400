using System.Text.Json;
using Observability.EndToEnd.Tests.Faults;
using Observability.EndToEnd.Tests.Standalone;
using Observability.Testing;

namespace Observability.EndToEnd.Tests.Operations;

[Collection(nameof(Alone))]
public sealed class ObservedIngestTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Spans_reach_a_collector_and_logs_are_one_JSON_object_a_line_and_neither_holds_a_secret()
    {
        await using var database = await TestDatabase.CreateAsync(Ct);
        await using var site = await Site.CreateAsync(database, Ct);
        await using var collector = await Collector.StartAsync(Ct);
        await site.StartIngestAsync(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_EXPORTER_OTLP_HEADERS", "x-collector=canary"),
            ("OTEL_BSP_SCHEDULE_DELAY", "100"), ("OBSERVABILITY_LOG_FORMAT", "json"));
        await site.WaitUntilItServesAsync(Ct);
        var call = await site.Producer.AskAsync(Question.Short, Ct);

        await Eventually.HoldsAsync(
            () => collector.Text.Contains(call.Id.ToString(), StringComparison.Ordinal) && collector.Text.Contains("observability.rows", StringComparison.Ordinal),
            RunProcess.Patience, "the call and the batch that stored it are at the collector", Ct);
        Assert.Equal(0, await site.StopIngestAsync(Ct));

        Assert.Contains("observability-ingest", collector.Text, StringComparison.Ordinal);
        var lines = site.Ingest!.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Equal(JsonValueKind.String, JsonDocument.Parse(line).RootElement.GetProperty("Message").ValueKind));
        Assert.All([collector.Text, site.Ingest.Text], text =>
        {
            Assert.DoesNotContain(site.Key, text, StringComparison.Ordinal);
            Assert.DoesNotContain("How deep is the sea", text, StringComparison.Ordinal);
            Assert.DoesNotContain("canary", text, StringComparison.Ordinal);
        });
    }
}
