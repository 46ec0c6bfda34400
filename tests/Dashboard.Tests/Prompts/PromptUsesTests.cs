using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Jobs;
using Observability.Dashboard.Prompts;
using Observability.Domain.Exchanges;
using Observability.Domain.Prompts;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Prompts;

/// <summary>Which exchanges were made from which version.</summary>
public sealed class PromptUsesTests(PromptHost prompts) : IClassFixture<PromptHost>
{
    private const string Moon = "You are a helpful guide to {{place}}, and you answer in one sentence.";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_that_names_a_prompt_was_made_from_what_the_name_meant_then()
    {
        var anna = await prompts.CallerAsync();
        await prompts.SaveAsync(anna, "guide", PromptHost.Chat("One"));
        await prompts.SendAsync(anna, new MovePromptLabel("guide", "production", 1));
        var between = (await prompts.SendAsync(anna, new OnePrompt("guide")))!.Moves[0].At;
        await prompts.SaveAsync(anna, "guide", PromptHost.Chat("Two"));
        await prompts.SendAsync(anna, new MovePromptLabel("guide", "production", 2));
        var after = (await prompts.SendAsync(anna, new OnePrompt("guide")))!.Moves[0].At;

        await StoreAsync(anna, [("guide", between), ("guide@production", between), ("guide@1", after), ("guide", after), ("guide@production", after), ("guide@9", after), ("guide@staging", after), ("other", after), ("Legacy Id", after)]);
        Assert.Equal(5, await RunAsync(after.AddMinutes(5)));

        Assert.Equal(
            [("guide", between, 1), ("guide@production", between, 1), ("guide", after, 2), ("guide@1", after, 1), ("guide@production", after, 2)],
            (await UsesAsync(anna)).Select(u => (u.PromptId!, u.At, u.Number)).OrderBy(u => u.At).ThenBy(u => u.Item1, StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_request_that_says_what_a_version_says_was_made_from_it()
    {
        var anna = await prompts.CallerAsync();
        await prompts.SaveAsync(anna, "guide", PromptHost.Chat(Moon));
        await prompts.SaveAsync(anna, "guide", PromptHost.Chat(Moon + " Never guess."));
        var now = Micro(DateTimeOffset.UtcNow.AddSeconds(1));
        string[] bodies =
        [
            Body("You are a helpful guide to the moon, and you answer in one sentence.", "How far is it?"),
            Body("You are a helpful guide to \"Mars\"\n, and you answer in one sentence. Never guess.", "How far is it?", "And back?"),
            Body("You are a helpless guide to the moon, and you answer in one sentence.", "How far is it?"),
            """{"messages":[{"role":"system","content":[{"type":"text","text":"You are a helpful guide to Rome, and you answer in one sentence."}]},{"role":"user","content":"?"}]}""",
            """{"messages":"no list"}""",
            "no JSON",
        ];
        await StoreAsync(anna, bodies.Select((b, i) => ((string?)null, now.AddSeconds(i), (string?)b)));
        Assert.Equal(3, await RunAsync(now.AddMinutes(5)));
        Assert.Equal(0, await RunAsync(now.AddMinutes(6)));

        Assert.Equal([(now, 1), (now.AddSeconds(1), 2), (now.AddSeconds(3), 1)], (await UsesAsync(anna)).Select(u => (u.At, u.Number)));
        var id = (await prompts.SendAsync(anna, new OnePrompt("guide")))!.Prompt.Id;
        var sums = await prompts.SendAsync(anna, new PromptUsage(id, now.AddHours(-1), now.AddHours(1)));
        Assert.Equal(new(2, 2, 0, 0.0000108m, null, 0, TimeSpan.FromMicroseconds(1_234_567), TimeSpan.FromMicroseconds(1_234_567)), sums.Versions[1]);
        Assert.Equal((1L, (DateTimeOffset?)null), (sums.Versions[2].Exchanges, sums.Since));
        Assert.Equal(now.AddSeconds(3), Assert.Single((await prompts.SendAsync(anna, new ListPrompts(null, false))).Prompts).LastUsed);
        Assert.Empty((await prompts.SendAsync(await prompts.CallerAsync(), new PromptUsage(id, now.AddHours(-1), now.AddHours(1)))).Versions);

        var found = await prompts.SendAsync(anna, new ListExchanges(ExchangeFilter.All with { Q = "prompt:guide@1" }, null, 10));
        Assert.Equal(2, found.Rows.Count);
    }

    [Fact]
    public async Task A_new_version_is_looked_for_in_what_was_sent_the_day_before()
    {
        var anna = await prompts.CallerAsync();
        await prompts.SaveAsync(anna, "other", PromptHost.Chat("Something else that is long enough."));
        var now = DateTimeOffset.UtcNow;
        await StoreAsync(anna, [(null, now.AddHours(-20), Body("You are a helpful guide to the moon, and you answer in one sentence.", "?"))]);
        Assert.Equal(0, await RunAsync(now));

        await prompts.SaveAsync(anna, "guide", PromptHost.Chat(Moon));
        await RunAsync(now);
        Assert.Single(await UsesAsync(anna));
    }

    [Fact]
    public async Task What_came_late_is_found_by_the_long_look_and_uses_go_with_their_exchange()
    {
        var anna = await prompts.CallerAsync();
        await prompts.SaveAsync(anna, "guide", PromptHost.Chat(Moon));
        var now = DateTimeOffset.UtcNow;
        await RunAsync(now.AddMinutes(10));
        await StoreAsync(anna, [("guide@1", now, null)], row => row.DurationUs = 300_000_000);
        Assert.Equal(0, await RunAsync(now.AddMinutes(11)));
        await RunAsync(now.AddMinutes(12), longLook: true);
        Assert.Single(await UsesAsync(anna));

        await using var db = Some.Db(prompts.Host.Database.DataSource);
        await db.Exchanges.Where(e => e.ProjectId == anna.ProjectId).ExecuteDeleteAsync(Ct);
        Assert.False(await db.PromptUses.AnyAsync(u => u.ProjectId == anna.ProjectId, Ct));
    }

    [Fact]
    public async Task Uses_of_days_that_were_dropped_are_erased()
    {
        var anna = await prompts.CallerAsync();
        await prompts.SaveAsync(anna, "guide", PromptHost.Chat(Moon));
        var version = (await prompts.SendAsync(anna, new OnePrompt("guide")))!.Version.Id;
        await StoreAsync(anna, [("guide@1", DateTimeOffset.UtcNow)]);
        await using var db = Some.Db(prompts.Host.Database.DataSource);
        db.Add(new PromptUse { StartedAt = Some.Noon.AddYears(-9), ExchangeId = Guid.CreateVersion7(), ProjectId = anna.ProjectId, VersionId = version });
        await db.SaveChangesAsync(Ct);

        await RunAsync(DateTimeOffset.UtcNow.AddMinutes(5), longLook: true);

        Assert.Equal(DateTimeOffset.UtcNow.Year, Assert.Single(await db.PromptUses.Where(u => u.ProjectId == anna.ProjectId).ToListAsync(Ct)).StartedAt.Year);
    }

    private static string Body(string system, params string[] said) => JsonSerializer.Serialize(new
    {
        temperature = 1,
        messages = said.Select((text, i) => new { role = i == 0 ? "user" : "assistant", content = text }).Prepend(new { role = "system", content = system }),
        model = "another",
    });

    private Task StoreAsync(Caller caller, IEnumerable<(string? PromptId, DateTimeOffset At)> rows) => StoreAsync(caller, rows.Select(r => (r.PromptId, r.At, (string?)null)));

    private async Task StoreAsync(Caller caller, IEnumerable<(string? PromptId, DateTimeOffset At, string? Body)> rows, Action<Exchange>? change = null)
    {
        var records = rows.Select(r => Some.Exchange(caller.ProjectId, Micro(r.At), r.Body is { } body ? Encoding.UTF8.GetBytes(body) : null)
            is var record && (record.Row.PromptId = r.PromptId) == r.PromptId ? record : throw new InvalidOperationException()).ToList();
        records.ForEach(r => change?.Invoke(r.Row));
        await Some.StoreAsync(prompts.Host.Database.DataSource, records, Ct);
    }

    // PostgreSQL keeps microseconds.
    private static DateTimeOffset Micro(DateTimeOffset at) => new(at.Ticks - (at.Ticks % 10), at.Offset);

    private async Task<long> RunAsync(DateTimeOffset now, bool longLook = false)
    {
        await using var db = Some.Db(prompts.Host.Database.DataSource);
        return await new PromptUsesJob(prompts.Host.Database.DataSource, db, new ManualTimeProvider(now)).RunAsync(longLook, Ct);
    }

    private async Task<List<(string? PromptId, DateTimeOffset At, int Number)>> UsesAsync(Caller caller)
    {
        await using var db = Some.Db(prompts.Host.Database.DataSource);
        return [.. (await db.PromptUses.Where(u => u.ProjectId == caller.ProjectId).OrderBy(u => u.StartedAt)
            .Join(db.PromptVersions, u => u.VersionId, v => v.Id, (u, v) => new { u.ExchangeId, u.StartedAt, v.Number })
            .Join(db.Exchanges, u => u.ExchangeId, e => e.Id, (u, e) => new { e.PromptId, u.StartedAt, u.Number }).ToListAsync(Ct))
            .OrderBy(u => u.StartedAt).Select(u => (u.PromptId, u.StartedAt, u.Number))];
    }
}
