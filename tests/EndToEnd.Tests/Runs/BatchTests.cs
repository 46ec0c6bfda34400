using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Observability.EndToEnd.Tests.Browser;
using Observability.EndToEnd.Tests.Faults;
using static Microsoft.Playwright.Assertions;

namespace Observability.EndToEnd.Tests.Runs;

/// <summary>Batches against a real ingest, a real dashboard and a provider that counts what it gets.</summary>
[Collection(nameof(Alone))]
public sealed class BatchTests(RunSite site) : IClassFixture<RunSite>
{
    [Fact]
    [Trait("Fault", "F-56")]
    public async Task A_dashboard_killed_in_the_middle_of_500_sends_each_exactly_once_and_the_numbers_add_up()
    {
        var nonces = await site.CaptureAsync("kill", 500);
        var id = await site.OrderAsync("kill", new { cap_usd = 5, concurrency = 16 });
        await site.UntilAsync(id, b => Number(b, "settled") >= 100, "a hundred are settled");
        await site.KillDashboardAsync();
        await site.StartDashboardAsync();
        var end = await site.UntilItIsAsync(id, "finished");

        // The original, and its replay.
        Assert.All(site.Got(nonces), times => Assert.Equal(2, times));
        Assert.Equal(500, Number(end, "settled"));
        Assert.Equal((0, 0), (end.GetProperty("under_way").GetInt32(), end.GetProperty("waiting").GetInt32()));
        Assert.Equal(500, await site.CountAsync($"replay_of is not null and properties->>'batch' = '{id}'"));
        await TheSumsAreThoseOfTheItemsAsync(id, end);

        // What was under way when it was killed was broken off, and is not sent again.
        var items = await site.ItemsAsync(id);
        Assert.InRange(Number(end, "failed"), 0, 16);
        Assert.All(items, i => Assert.Contains(i.GetProperty("outcome").GetString(), (string[])["completed", "client_aborted"]));
        Assert.All(items.Where(i => i.GetProperty("outcome").GetString() == "completed"), i => Assert.True(i.GetProperty("same").GetBoolean()));
    }

    [Fact]
    public async Task Paused_it_sends_nothing_more_and_resumed_it_goes_on_where_it_stood()
    {
        var nonces = await site.CaptureAsync("pause", 40);
        var id = await site.OrderAsync("pause", new { cap_usd = 5, concurrency = 4, per_minute = 1200 });
        await site.UntilAsync(id, b => Number(b, "settled") >= 5, "some are settled");
        Assert.Equal(202, await site.DecideAsync(id, "pause", new { why = "lunch" }));
        await site.UntilAsync(id, b => b.GetProperty("under_way").GetInt32() == 0, "nothing is under way");
        var sent = site.Got(nonces).Count(times => times == 2);
        Assert.InRange(sent, 5, 39);
        Assert.Equal(409, await site.DecideAsync(id, "pause", new { }));

        Assert.Equal(202, await site.DecideAsync(id, "resume", new { }));
        await site.UntilItIsAsync(id, "finished");
        Assert.All(site.Got(nonces), times => Assert.Equal(2, times));
        Assert.Equal("lunch", await site.AskAsync<string>($"select details->>'why' from audit_log where what = 'batch.paused' and subject = '{id}'"));
    }

    [Fact]
    public async Task At_its_cap_it_stands_and_with_a_higher_one_it_goes_on()
    {
        var nonces = await site.CaptureAsync("cap", 20);
        var one = await site.AskAsync<decimal>("select max(cost_usd) from exchanges where properties->>'set' = 'cap'");
        var id = await site.OrderAsync("cap", new { cap_usd = 6 * one, concurrency = 8 });
        var capped = await site.UntilItIsAsync(id, "capped");
        Assert.InRange(decimal.Parse(Text(capped, "known_usd"), CultureInfo.InvariantCulture), one, 6 * one);
        Assert.InRange(site.Got(nonces).Count(times => times == 2), 1, 19);
        Assert.Contains("cap", Text(capped, "why_stopped"), StringComparison.Ordinal);
        await TheSumsAreThoseOfTheItemsAsync(id, capped);

        Assert.Equal(409, await site.DecideAsync(id, "resume", new { }));
        Assert.Equal(202, await site.DecideAsync(id, "resume", new { cap_usd = 1000 * one }));
        await site.UntilItIsAsync(id, "finished");
        Assert.All(site.Got(nonces), times => Assert.Equal(2, times));
    }

    [Fact]
    public async Task While_ingest_is_away_it_waits_and_says_so_and_afterwards_everything_is_there_once()
    {
        var nonces = await site.CaptureAsync("away", 60);
        var id = await site.OrderAsync("away", new { cap_usd = 5, concurrency = 4, per_minute = 1800 });
        await site.UntilAsync(id, b => Number(b, "settled") >= 5, "some are settled");
        await site.StopIngestAsync();
        var waiting = await site.UntilAsync(id, b => b.GetProperty("batch").GetProperty("trouble").ValueKind == JsonValueKind.String, "it says that it cannot go on");
        Assert.Equal("running", Text(waiting, "state"));
        await site.StartIngestAsync();
        await site.UntilItIsAsync(id, "finished");
        Assert.All(site.Got(nonces), times => Assert.Equal(2, times));
    }

    [Fact]
    public async Task When_one_after_the_other_fails_it_pauses_itself_and_says_why()
    {
        var nonces = await site.CaptureAsync("gone", 40);
        var id = await site.OrderAsync("gone", new { cap_usd = 5, concurrency = 2 }, new { upstream = "gone" });
        var paused = await site.UntilItIsAsync(id, "paused");
        Assert.Contains("upstream_unreachable", Text(paused, "why_stopped"), StringComparison.Ordinal);
        Assert.All(site.Got(nonces), times => Assert.Equal(1, times));
        Assert.Equal(202, await site.DecideAsync(id, "cancel", new { }));
        var end = await site.UntilAsync(id, b => Text(b, "state") == "cancelled" && b.GetProperty("under_way").GetInt32() == 0, "it is cancelled");
        Assert.InRange(Number(end, "failed"), 20, 39);
        Assert.Equal(0, Number(end, "unpriced"));
    }

    [Fact]
    public async Task A_dashboard_that_is_told_to_stop_lets_its_calls_end_and_the_next_one_goes_on()
    {
        var nonces = await site.CaptureAsync("stop", 60);
        var id = await site.OrderAsync("stop", new { cap_usd = 5, concurrency = 4, per_minute = 1800 });
        await site.UntilAsync(id, b => Number(b, "settled") >= 10, "some are settled");
        await site.StopDashboardAsync();
        await site.StartDashboardAsync();
        var end = await site.UntilItIsAsync(id, "finished");
        Assert.All(site.Got(nonces), times => Assert.Equal(2, times));
        Assert.Equal(0, Number(end, "failed"));
    }

    [Fact]
    public async Task In_the_browser_it_is_ordered_from_a_list_and_its_answers_stand_beside_the_originals()
    {
        Assert.SkipWhen(Chromium.Path is null, "No Chromium on this machine.");
        var nonces = await site.CaptureAsync("seen", 12);
        await using var chromium = await Chromium.StartAsync();
        var visitor = await chromium.VisitAsync(site.Dashboard);
        var page = visitor.Page;
        await RunSite.Account.SignInAsync(page);
        // An address that is not understood stands for nothing, not for everything.
        await page.GotoAsync("/batches/new?ids=nonsense");
        await Expect(page.GetByText("Some of the chosen requests could not be read from the address.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true })).ToBeDisabledAsync();

        await page.GotoAsync("/requests?q=prop.set:seen");
        await Expect(page.Locator("table.grid tbody tr[data-row]")).ToHaveCountAsync(12);
        await page.GetByRole(AriaRole.Link, new() { Name = "Send what is listed again" }).ClickAsync();
        await Expect(page.Locator(".batch-count")).ToHaveTextAsync("12 requests");
        await Expect(page.Locator(".batch-cost")).ToContainTextAsync("12 of 12 priced");
        await page.Locator("#batch-model").FillAsync("gpt-4o");
        await page.Locator("#batch-why").FillAsync("to see");
        await page.Locator("#batch-cap").FillAsync("1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send 12 requests" }).ClickAsync();

        await Expect(page.Locator(".run-progress .badge")).ToHaveTextAsync("Finished");
        await Expect(page.Locator(".run-progress .share")).ToHaveTextAsync("12 of 12");
        await Expect(page.Locator(".batch-items tbody tr")).ToHaveCountAsync(12);
        await Expect(page.Locator(".batch-items tbody tr").First).ToContainTextAsync("gpt-4o");
        await page.Locator(".batch-items").GetByRole(AriaRole.Link, new() { Name = "Compare" }).First.ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/requests/compare"));
        Assert.All(site.Got(nonces), times => Assert.Equal(2, times));
        Assert.Empty(visitor.Complaints);
    }

    private async Task TheSumsAreThoseOfTheItemsAsync(Guid id, JsonElement seen)
    {
        var items = await site.AskAsync<string>(
            $"""
            select concat_ws(' ', count(*) filter (where state = 'settled'), count(*) filter (where state = 'refused'),
                count(*) filter (where state = 'settled' and outcome is distinct from 'completed'),
                count(*) filter (where state = 'settled' and cost_usd is null and estimated_cost_usd is null),
                trim_scale(coalesce(sum(cost_usd), 0)), trim_scale(coalesce(sum(estimated_cost_usd), 0)))
            from run_items where run_id = '{id}'
            """);
        Assert.Equal(
            string.Join(' ', Number(seen, "settled"), Number(seen, "refused"), Number(seen, "failed"), Number(seen, "unpriced"), Text(seen, "known_usd"), Text(seen, "estimated_usd")),
            items);
    }

    private static int Number(JsonElement seen, string name) => seen.GetProperty("batch").GetProperty(name).GetInt32();

    private static string Text(JsonElement seen, string name) => seen.GetProperty("batch").GetProperty(name).GetString()!;
}
