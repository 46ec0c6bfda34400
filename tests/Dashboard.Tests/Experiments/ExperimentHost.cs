using System.Text;
using System.Text.Json;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Observability.Dashboard.Datasets;
using Observability.Dashboard.Experiments;
using Observability.Dashboard.Prompts;
using Observability.Dashboard.Runs;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Runs;
using Observability.Domain.Upstreams;

namespace Observability.Dashboard.Tests.Experiments;

/// <summary>One host for all claims of a class; what ingest and the engine would do, tests do themselves.</summary>
public sealed class ExperimentHost : IAsyncLifetime
{
    internal DashboardHost Host { get; private set; } = null!;

    internal Guid Project { get; private set; }

    internal Caller Anna => new(Project, Access.Replay, "anna@example.com") { SeesBodies = true };

    internal Caller Viewer => new(Project, Access.Annotate, "vera@example.com") { SeesBodies = true };

    internal Caller Stranger { get; } = new(Guid.CreateVersion7(), Access.Admin, "eve@example.com") { SeesBodies = true };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Host = await DashboardHost.StartAsync(Ct);
        await using var db = Db();
        Project = (await db.Projects.SingleAsync(Ct)).Id;
        db.Add(new Upstream { Id = Guid.CreateVersion7(), ProjectId = Project, Name = "fake", BaseUrl = "http://127.0.0.1:9/v1", Format = "openai", UpdatedAt = TimeProvider.System.GetUtcNow() });
        await db.SaveChangesAsync(Ct);
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    internal ObservabilityDb Db() => Some.Db(Host.Database.DataSource);

    internal Task<T> SendAsync<T>(Caller caller, IRequest<T> message) => Host.App.Services.GetRequiredService<Messages>().SendAsync(caller, message, Ct);

    internal async Task<Guid> DatasetAsync(string name, params (string Question, string? Expected)[] rows)
    {
        var id = (await SendAsync(Anna, new CreateDataset(name, ""))).Dataset!.Id;
        await SendAsync(Anna, new AddRow(id, [.. rows.Select(r => new RowContent([new("question", r.Question)], r.Expected, ""))]));
        return id;
    }

    internal async Task<Guid> VersionAsync(string prompt, string system)
    {
        var body = $$$"""{"model":"moss","messages":[{"role":"system","content":"{{{system}}}"},{"role":"user","content":"{{question}}"}]}""";
        var saved = await SendAsync(Anna, new AddPromptVersion(prompt, new(false, body, new Dictionary<string, string>(), "fake", "/v1/chat/completions", new Dictionary<string, string>(), null), null, null));
        Assert.Null(saved.Refusal);
        await using var db = Db();
        return await db.PromptVersions.Where(v => v.Number == saved.Number && db.Prompts.Any(p => p.Id == v.PromptId && p.Name == prompt)).Select(v => v.Id).SingleAsync(Ct);
    }

    internal async Task<Run> OrderAsync(ExperimentOrder order)
    {
        var ordered = await SendAsync(Anna, new OrderExperiment(order));
        Assert.Null(ordered.Refusal);
        return ordered.Run!;
    }

    internal async Task<RunItem> ItemAsync(Run run, int position)
    {
        await using var db = Db();
        return await db.RunItems.SingleAsync(i => i.RunId == run.Id && i.Position == position, Ct);
    }

    /// <summary>What the engine would send for an item.</summary>
    internal async Task<RunCall> CallAsync(Run run, int position)
    {
        var (scope, kind) = RunKinds.Enter(Host.App.Services.GetRequiredService<IServiceScopeFactory>(), run);
        await using (scope)
        {
            return await kind.CallOfAsync(run, await ItemAsync(run, position), Ct);
        }
    }

    /// <summary>Stores the exchange of an item as ingest would, with this answer, and settles it as the engine would. Null = the call failed.</summary>
    internal async Task<Exchange> SettleAsync(Run run, int position, string? answer)
    {
        var item = await ItemAsync(run, position);
        var body = answer is null ? """{"error":{"message":"Overloaded."}}""" : $$"""{"model":"moss","choices":[{"index":0,"message":{"role":"assistant","content":{{JsonSerializer.Serialize(answer)}}},"finish_reason":"stop"}]}""";
        var stored = Some.Exchange(Project, Some.Noon.AddSeconds(position), response: Encoding.UTF8.GetBytes(body));
        stored.Row.Upstream = "fake";
        if (answer is null)
        {
            (stored.Row.Outcome, stored.Row.Status, stored.Row.Error, stored.Row.CostUsd) = (ExchangeOutcome.UpstreamRefused, 503, "Overloaded.", null);
        }
        else
        {
            stored.Row.CostUsd = 0.001m;
        }

        await Some.StoreAsync(Host.Database.DataSource, [stored], Ct);
        item.ExchangeId = stored.Row.Id;
        var (scope, kind) = RunKinds.Enter(Host.App.Services.GetRequiredService<IServiceScopeFactory>(), run);
        await using (scope)
        {
            await kind.SettledAsync(run, item, stored.Row, Ct);
        }

        return stored.Row;
    }

    internal async Task FinishAsync(Run run)
    {
        await using var db = Db();
        await db.Runs.Where(r => r.Id == run.Id).ExecuteUpdateAsync(set => set.SetProperty(r => r.State, RunState.Finished), Ct);
    }

    internal static string TextOf(RunCall call) => Encoding.UTF8.GetString(call.Draft!.Body!.Value.Span);
}
