using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Observability.Domain;
using Observability.Domain.Metrics;
using Observability.Testing;

namespace Observability.Ingest.Tests.Operations;

public sealed class DocumentedMetricsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_metric_of_ours_is_in_the_guide_with_its_kind_and_its_sentence_and_no_other_is()
    {
        var folder = TestFolders.Create();
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Database=none");
        var settings = Settings.From(new Dictionary<string, string> { ["OBSERVABILITY_DATA"] = folder, ["DATABASE_URL"] = nowhere.ConnectionString });
        await using (var app = IngestApp.Build([], settings, nowhere, new(IPAddress.Loopback, 0)))
        {
            await app.StartAsync(Stop);
            Assert.Equal(DocumentedMetrics.In(app.Services.GetRequiredService<PrometheusMetrics>().Render()), DocumentedMetrics.Under("Metrics of ingest"));
            await app.StopAsync(Stop);
        }

        Directory.Delete(folder, recursive: true);
    }
}
