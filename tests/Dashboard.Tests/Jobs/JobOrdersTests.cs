using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Jobs;

/// <summary>What people do with jobs, at the API of the running host.</summary>
public sealed class JobOrdersTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private DashboardHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await DashboardHost.StartAsync(Ct);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_job_is_run_when_asked_for_paused_and_resumed_and_the_audit_log_says_who_did_it()
    {
        using var admin = _host.Client(_host.AdminKey);
        await Eventually.HoldsAsync(async () => (await JobAsync(admin, "model-lists")).GetProperty("last").ValueKind == JsonValueKind.Object, Soon, "it ran at the start", Ct);

        using var paused = await admin.PostAsync("/api/v1/jobs/model-lists/pause", null, Ct);
        Assert.Equal(HttpStatusCode.Accepted, paused.StatusCode);
        var job = await JobAsync(admin, "model-lists");
        Assert.Equal((JsonValueKind.String, JsonValueKind.Null), (job.GetProperty("paused_at").ValueKind, job.GetProperty("next_at").ValueKind));

        using var run = await admin.PostAsync("/api/v1/jobs/model-lists/run", null, Ct);
        Assert.Equal(HttpStatusCode.Accepted, run.StatusCode);
        await Eventually.HoldsAsync(
            async () => (await RunsAsync(admin)).FirstOrDefault(r => r.GetProperty("trigger").GetString() == "manual") is { ValueKind: JsonValueKind.Object } manual
                && manual.GetProperty("outcome").GetString() == "done", Soon, "it ran though it is paused", Ct);

        using var resumed = await admin.PostAsync("/api/v1/jobs/model-lists/resume", null, Ct);
        using var twice = await admin.PostAsync("/api/v1/jobs/model-lists/resume", null, Ct);
        Assert.Equal(HttpStatusCode.Accepted, twice.StatusCode);
        job = await JobAsync(admin, "model-lists");
        Assert.Equal((JsonValueKind.Null, JsonValueKind.String), (job.GetProperty("paused_at").ValueKind, job.GetProperty("next_at").ValueKind));

        await using var db = Some.Db(_host.Database.DataSource);
        Assert.Equal(
            ["job.paused", "job.run", "job.resumed"],
            await db.AuditLog.Where(a => a.Subject == "model-lists").OrderBy(a => a.At).ThenBy(a => a.Id).Select(a => a.What).ToListAsync(Ct));
    }

    [Fact]
    public async Task A_read_key_looks_and_changes_nothing_and_a_job_that_is_not_there_is_not_found()
    {
        using var reader = _host.Client(_host.ReadKey);
        Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync("/api/v1/jobs", Ct)).StatusCode);
        using var refused = await reader.PostAsync("/api/v1/jobs/partitions/run", null, Ct);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var admin = _host.Client(_host.AdminKey);
        using var unknown = await admin.PostAsync("/api/v1/jobs/partition/run", null, Ct);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        using var runs = await admin.GetAsync("/api/v1/jobs/partition/runs", Ct);
        Assert.Equal(HttpStatusCode.NotFound, runs.StatusCode);
    }

    private static async Task<JsonElement> JobAsync(HttpClient client, string name) =>
        (await client.GetFromJsonAsync<JsonElement>("/api/v1/jobs", Ct)).GetProperty("data").EnumerateArray().Single(j => j.GetProperty("name").GetString() == name);

    private static async Task<IReadOnlyList<JsonElement>> RunsAsync(HttpClient client) =>
        [.. (await client.GetFromJsonAsync<JsonElement>("/api/v1/jobs/model-lists/runs", Ct)).GetProperty("data").EnumerateArray()];
}
