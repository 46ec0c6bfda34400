using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Observability.Dashboard.Tests;

/// <summary>The list of exchanges under a filter.</summary>
public sealed class FilteredListTests : IAsyncLifetime
{
    private DashboardHost _host = null!;
    private Guid _project;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await DashboardHost.StartAsync(Ct);
        await using var db = Some.Db(_host.Database.DataSource);
        _project = (await db.Projects.SingleAsync(Ct)).Id;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_filter_keeps_what_it_says_page_by_page_and_with_everything_else_that_narrows()
    {
        // Of today: the host's own job deletes lists of models that are older.
        var start = TimeProvider.System.GetUtcNow().AddMinutes(-5);
        var exchanges = Enumerable.Range(0, 30).Select(i => Some.Exchange(_project, start.AddSeconds(i / 3))).ToList();
        foreach (var (exchange, i) in exchanges.Select((e, i) => (e, i)))
        {
            exchange.Row.ModelRequested = i % 2 == 0 ? "gpt-4o" : "claude {0} 100%";
            exchange.Row.User = i % 5 == 0 ? null : "anna";
            exchange.Row.Endpoint = i == 2 ? "models" : "chat";
        }

        await Some.StoreAsync(_host.Database.DataSource, exchanges, Ct);
        var newest = exchanges.Select(e => e.Row).OrderByDescending(e => e.StartedAt).ThenByDescending(e => e.Id.ToString("N")).ToList();

        Assert.Equal(newest.Where(e => e.ModelRequested == "gpt-4o").Select(e => e.Id), await WalkAsync("q=model:gpt*"));
        Assert.Equal(newest.Where(e => e.ModelRequested != "gpt-4o" && e.User is null).Select(e => e.Id), await WalkAsync("q=" + Uri.EscapeDataString("model:\"claude {0} 100%\" -user:anna")));
        Assert.Equal(newest.Where(e => e is { ModelRequested: "gpt-4o", User: "anna", Endpoint: "chat" }).Select(e => e.Id), await WalkAsync("q=model:gpt-4o&user=anna&models=false"));
        Assert.Equal(newest.Select(e => e.Id), await WalkAsync("q=%20"));
        Assert.Empty(await WalkAsync("q=cost:%3E5"));
    }

    [Fact]
    public async Task No_filter_shows_another_projects_exchanges_keys_or_users()
    {
        var (own, other) = (Some.Exchange(_project, Some.Noon), Some.Exchange(Guid.CreateVersion7(), Some.Noon));
        await Some.StoreAsync(_host.Database.DataSource, [own, other], Ct);
        await using var command = _host.Database.DataSource.CreateCommand(
            "insert into users (project_id, user_id, name, groups, described_at) values ($1, 'anna', 'Somebody Else', '{}', now()), ($2, 'anna', 'Anna Own', '{}', now()) on conflict (project_id, user_id) do update set name = excluded.name");
        command.Parameters.Add(new() { Value = other.Row.ProjectId });
        command.Parameters.Add(new() { Value = _project });
        await command.ExecuteNonQueryAsync(Ct);

        Assert.Equal([own.Row.Id], await WalkAsync("q=" + Uri.EscapeDataString("model:any OR -model:any")));
        Assert.Equal([own.Row.Id], await WalkAsync("q=" + Uri.EscapeDataString($"id:({own.Row.Id} OR {other.Row.Id})")));
        Assert.Equal([own.Row.Id], await WalkAsync("q=" + Uri.EscapeDataString("user:\"Anna Own\"")));
        Assert.Empty(await WalkAsync("q=" + Uri.EscapeDataString("user:\"Somebody Else\"")));
    }

    [Fact]
    public async Task A_filter_that_cannot_be_read_is_refused_with_the_place_and_what_was_meant()
    {
        using var client = _host.Client(_host.ReadKey);
        using var answer = await client.GetAsync("/api/v1/exchanges?q=user:a%20modle:gpt", Ct);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal("/problems/invalid-filter", problem.GetProperty("type").GetString());
        Assert.Equal("Unknown field 'modle' at column 8. Did you mean model?", problem.GetProperty("detail").GetString());
        Assert.Equal((8, 5, "model"), (problem.GetProperty("column").GetInt32(), problem.GetProperty("length").GetInt32(), problem.GetProperty("suggestion").GetString()));
    }

    [Fact]
    public async Task A_list_comes_by_cost_latency_or_tokens_and_a_place_of_one_order_is_refused_in_another()
    {
        var exchanges = Enumerable.Range(0, 9).Select(i => Some.Exchange(_project, Some.Noon.AddDays(-i))).ToList();
        foreach (var (row, i) in exchanges.Select((e, i) => (e.Row, i)))
        {
            (row.CostUsd, row.DurationUs, row.InputTokens, row.OutputTokens) = (i == 4 ? null : i * 7 % 9, i * 5 % 9, i == 5 ? null : i, i is 5 or 6 ? null : i * 4 % 9);
        }

        await Some.StoreAsync(_host.Database.DataSource, exchanges, Ct);
        var rows = exchanges.Select(e => e.Row).ToList();

        Assert.Equal(rows.Where(r => r.CostUsd is not null).OrderByDescending(r => r.CostUsd).Select(r => r.Id), await WalkAsync("order=cost"));
        Assert.Equal(rows.OrderByDescending(r => r.DurationUs).Select(r => r.Id), await WalkAsync("order=latency"));
        Assert.Equal(
            rows.Where(r => r.InputTokens is not null).OrderByDescending(r => r.InputTokens + (r.OutputTokens ?? 0)).ThenByDescending(r => r.StartedAt).Select(r => r.Id),
            await WalkAsync("order=tokens"));
        using var client = _host.Client(_host.ReadKey);
        var page = await client.GetFromJsonAsync<JsonElement>("/api/v1/exchanges?order=cost&limit=2", Ct);
        Assert.Equal(JsonValueKind.Null, page.GetProperty("searched_back_to").ValueKind);
        using var refused = await client.GetAsync($"/api/v1/exchanges?order=tokens&cursor={page.GetProperty("next_cursor").GetString()}", Ct);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("cursor is of order cost and order is tokens", await refused.Content.ReadAsStringAsync(Ct));
    }

    private async Task<List<Guid>> WalkAsync(string query)
    {
        using var client = _host.Client(_host.ReadKey);
        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"/api/v1/exchanges?limit=4&{query}&cursor={cursor}", Ct);
            seen.AddRange(page.GetProperty("data").EnumerateArray().Select(e => e.GetProperty("id").GetGuid()));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        return seen;
    }
}
