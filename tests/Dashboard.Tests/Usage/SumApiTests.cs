using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Tests.Users;

namespace Observability.Dashboard.Tests.Usage;

public sealed class SumApiTests : IAsyncLifetime
{
    private const string Range = "from=2026-03-14&to=2026-03-15";

    private const string Row =
        """
        {
          "bucket": "2026-03-14T12:00:00Z",
          "exchanges": 2,
          "errors": 1,
          "tasks": 0,
          "cache_hits": 0,
          "input_tokens": 12,
          "output_tokens": 6,
          "cache_read_tokens": 4,
          "cache_write_tokens": null,
          "reasoning_tokens": null,
          "counted_here": 0,
          "cost_usd": "0.0000054",
          "estimated_cost_usd": null,
          "unpriced": 0,
          "latency_ms": {
            "p50": 1002.404,
            "p90": 2009.015,
            "p95": 2009.015,
            "p99": 2009.015,
            "avg": 1500
          },
          "ttft_ms": {
            "p50": null,
            "p90": null,
            "p95": null,
            "p99": null,
            "avg": null
          },
          "output_tokens_per_second": {
            "p50": null,
            "avg": null
          },
          "model": "gpt-4o-mini",
          "prop.region": "eu"
        }
        """;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

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
    public async Task Sums_are_told_with_the_names_of_the_contract()
    {
        var (good, bad) = (Some.Exchange(_project, Some.Noon), Some.Exchange(_project, Some.Noon.AddMinutes(30)));
        (good.Row.DurationUs, good.Row.CacheReadTokens) = (1_000_000, 4);
        Done.Refused(bad.Row);
        bad.Row.DurationUs = 2_000_000;
        await Some.StoreAsync(_host.Database.DataSource, [good, bad], Ct);
        using var client = _host.Client(_host.ReadKey);

        var answer = await GetAsync(client, $"usage?{Range}&bucket=hour&group_by=model,prop.region");

        Assert.Equal(Row, JsonSerializer.Serialize(Assert.Single(answer.GetProperty("data").EnumerateArray()), Indented));
        Assert.Equal(
            ("2026-03-14T00:00:00Z", "2026-03-15T00:00:00Z", "hour", "UTC", 0),
            (Text(answer, "from"), Text(answer, "to"), Text(answer, "bucket"), Text(answer, "zone"), answer.GetProperty("missing").GetArrayLength()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("model,user,key,upstream,task,session,outcome,status")]
    [InlineData("user")]
    [InlineData("prop.region")]
    public async Task Parts_add_up_to_what_the_list_of_exchanges_says(string groups)
    {
        var done = new Done(_project, Some.Noon);
        done.Add("anna");
        done.Add("anna", Done.Task);
        done.Add("ben", Done.CountedHere);
        done.Add(null, Done.Unpriced);
        done.Add("ben", Done.Refused);
        done.Add("anna", r => r.Endpoint = "models");
        await Some.StoreAsync(_host.Database.DataSource, done.Exchanges, Ct);
        using var client = _host.Client(_host.ReadKey);

        var listed = (await GetAsync(client, $"exchanges?{Range}&models=false")).GetProperty("data").EnumerateArray().ToList();
        var parts = (await GetAsync(client, $"usage?{Range}&bucket=minute&group_by={groups}")).GetProperty("data").EnumerateArray().ToList();

        Assert.Equal(listed.Count, parts.Sum(p => p.GetProperty("exchanges").GetInt64()));
        Assert.Equal(listed.Sum(e => Number(e, "input_tokens")), parts.Sum(p => Number(p, "input_tokens")));
        Assert.Equal(listed.Sum(e => Number(e, "output_tokens")), parts.Sum(p => Number(p, "output_tokens")));
        Assert.Equal(listed.Sum(e => Dollars(e, "cost_usd")), parts.Sum(p => Dollars(p, "cost_usd")));
        Assert.Equal(listed.Sum(e => Dollars(e, "estimated_cost_usd")), parts.Sum(p => Dollars(p, "estimated_cost_usd")));
        Assert.Equal(listed.Count(e => Text(e, "pricing") == "unpriced"), parts.Sum(p => p.GetProperty("unpriced").GetInt64()));
        Assert.Equal(1, parts.Sum(p => p.GetProperty("errors").GetInt64()));
    }

    [Fact]
    public async Task A_filter_narrows_the_sums_and_a_status_is_a_number()
    {
        var done = new Done(_project, Some.Noon);
        done.Add("anna");
        done.Add("ben", Done.Refused);
        await Some.StoreAsync(_host.Database.DataSource, done.Exchanges, Ct);
        using var client = _host.Client(_host.ReadKey);

        var data = (await GetAsync(client, $"usage?{Range}&group_by=status&q=user:ben")).GetProperty("data");

        Assert.Equal(429, Assert.Single(data.EnumerateArray()).GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Days_are_those_of_the_zone()
    {
        // 23:30 on the 13th in UTC is the 14th in Berlin already.
        await Some.StoreAsync(_host.Database.DataSource, [Some.Exchange(_project, Some.Noon.AddHours(-12.5)), Some.Exchange(_project, Some.Noon)], Ct);
        using var client = _host.Client(_host.ReadKey);

        var utc = (await GetAsync(client, "usage?from=2026-03-13&to=2026-03-16&bucket=day")).GetProperty("data");
        var berlin = (await GetAsync(client, "usage?from=2026-03-13&to=2026-03-16&bucket=day&zone=Europe/Berlin")).GetProperty("data");

        Assert.Equal(["2026-03-13T00:00:00Z", "2026-03-14T00:00:00Z"], utc.EnumerateArray().Select(r => Text(r, "bucket")));
        Assert.Equal(["2026-03-13T23:00:00Z"], berlin.EnumerateArray().Select(r => Text(r, "bucket")));
    }

    [Theory]
    [InlineData("bucket=week", "bucket is 'week'; it must be minute, hour, day, total.")]
    [InlineData("group_by=modell", "group_by names 'modell'")]
    [InlineData("group_by=model,model", "group_by is 'model,model'")]
    [InlineData("group_by=prop.", "group_by names 'prop.'")]
    [InlineData("zone=Mars/Olympus", "zone is 'Mars/Olympus'")]
    [InlineData("from=2026-03-02&to=2026-03-01", "from is 2026-03-02")]
    [InlineData("from=soon", "from is 'soon'")]
    [InlineData("from=2020-01-01&to=2026-01-01&bucket=minute", "2020-01-01 00:00:00Z to 2026-01-01 00:00:00Z has more than 10000 buckets of a minute")]
    [InlineData("q=usr:anna", "q is not understood")]
    public async Task A_parameter_that_is_not_understood_is_named(string query, string said)
    {
        using var client = _host.Client(_host.ReadKey);
        using var answer = await client.GetAsync($"/api/v1/usage?{query}", Ct);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith(said, (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_would_be_too_long_is_refused_with_a_way_out()
    {
        await Some.StoreAsync(_host.Database.DataSource, [Some.Exchange(_project, Some.Noon)], Ct);
        await using (var command = _host.Database.DataSource.CreateCommand(
            """
            insert into exchanges select (jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid(), 'user_id', 'user ' || n))).*
            from exchanges e, generate_series(1, 10000) n
            """))
        {
            await command.ExecuteNonQueryAsync(Ct);
        }

        using var client = _host.Client(_host.ReadKey);
        using var answer = await client.GetAsync($"/api/v1/usage?{Range}&group_by=user", Ct);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(
            "The answer would have more than 10000 rows: shorten the range, take longer buckets, leave out some of user, or filter.",
            (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("detail").GetString());
    }

    private static string? Text(JsonElement of, string name) => of.GetProperty(name).GetString();

    private static long Number(JsonElement of, string name) => of.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : 0;

    private static decimal Dollars(JsonElement of, string name) => Text(of, name) is { } usd ? decimal.Parse(usd, CultureInfo.InvariantCulture) : 0;

    private static async Task<JsonElement> GetAsync(HttpClient client, string path) => await client.GetFromJsonAsync<JsonElement>($"/api/v1/{path}", Ct);
}
