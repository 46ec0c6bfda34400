using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Observability.EndToEnd.Tests.Standalone;
using Observability.Testing;
using Observability.Testing.FakeProvider;
using Observability.Testing.OpenWebUI;

namespace Observability.EndToEnd.Tests.OpenWebUI;

/// <summary>Twenty people write into Open WebUI at once. Everything is real but Open WebUI, which is played byte by byte, and the provider.</summary>
public sealed class WholeTurnTests : IDisposable
{
    private const int People = 20;
    private const string Slowly = "[[slowly]]";

    // US dollars for a million tokens, as OpenAI's list has them: input, input from its cache, output.
    private static readonly Dictionary<string, (decimal Input, decimal Cached, decimal Output)> Rates = new()
    {
        ["gpt-4o"] = (2.5m, 1.25m, 10m),
        ["gpt-4o-mini"] = (0.15m, 0.075m, 0.6m),
    };

    private readonly string _folder = TestFolders.Create();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_call_of_twenty_users_at_once_is_labelled_grouped_and_costed_right()
    {
        await using var provider = await FakeProvider.StartAsync(
            new() { Plan = request => request.Question.Contains(Slowly, StringComparison.Ordinal) ? new() { Slow = true, Tokens = 400 } : Behaviour.Good }, Ct);
        await using var run = RunProcess.StartBy(
            ["env", $"UPSTREAM_OPENAI_URL={provider.BaseUrl}v1", "UPSTREAM_OPENAI_ALLOW_PRIVATE=true"], Path.Combine(_folder, "data"));
        var keys = (await run.WaitForLineAsync("KEY ", Ct)).Split(' ').Skip(1).Select(part => part.Split('=')).ToDictionary(part => part[0], part => part[1]);
        await run.WaitUntilReadyAsync(Ct);

        var connection = new Uri(run.Ingest, $"v1/{keys["write"]}");
        var done = await Task.WhenAll(Enumerable.Range(0, People).Select(n => ChatAsync(connection, n)));

        using var api = new HttpClient { BaseAddress = new(run.Dashboard, "api/v1/") };
        api.DefaultRequestHeaders.Authorization = new("Bearer", keys["read"]);
        var users = await EverybodyAsync(api);
        Assert.Equal(done.Select(d => d.User.Email).Order(), users.Keys.Order());
        foreach (var one in done)
        {
            Assert.Equal(Expected(one), Told(users[one.User.Email]));
            await RowsAreRightAsync(api, one);
        }

        // A list, two pieces of the answer, its stop, and three tasks: nobody was asked twice.
        Assert.Equal(People * 7, provider.Ledger.Arrived);
        Assert.Equal(People, provider.Ledger.Entries.Count(e => e.End == LedgerEnd.ClientGone));
    }

    // One has a name in Chinese and a connection that says which task a call is; the next has neither.
    private static async Task<Turn> ChatAsync(Uri connection, int number)
    {
        var says = number % 2 == 0;
        var user = new OpenWebUIUser(
            $"0b1c7c1e-1111-4222-8333-{number:D12}", says ? $"José 李 {number}" : $"Plain {number}", $"user-{number}@example.com", number == 0 ? "admin" : "user", Guid.CreateVersion7().ToString());
        using var client = new OpenWebUIClient(connection, user, says);
        var turn = new UserTurn(client, "gpt-4o", "gpt-4o-mini");
        // Every third system prompt is long enough to come from the provider's cache, in part.
        await turn.RunAsync($"You know the sea. {(number % 3 == 0 ? string.Concat(Enumerable.Repeat("Be brief. ", 700)) : "")}", $"How deep is the sea, asks {user.Name}?", Ct);
        var stopped = await turn.StopAsync($"And at night? {Slowly}", 10, Ct);
        return new(user, says, turn.Calls, stopped);
    }

    private static Sums Expected(Turn done) => new(
        done.User.Name, done.User.Role, Exchanges: 6, Tasks: 3, Errors: 0, Unpriced: 0, CountedHere: 1,
        done.Calls.Sum(CostOf), done.Calls.Where(c => c.Task is not null).Sum(CostOf));

    private static Sums Told(JsonElement user) => new(
        user.GetProperty("user_name").GetString(), user.GetProperty("user_role").GetString(), user.GetProperty("exchanges").GetInt64(), user.GetProperty("tasks").GetProperty("exchanges").GetInt64(),
        user.GetProperty("errors").GetInt64(), user.GetProperty("unpriced").GetInt64(), user.GetProperty("counted_here").GetInt64(),
        Dollars(user.GetProperty("cost_usd")), Dollars(user.GetProperty("tasks").GetProperty("cost_usd")));

    private static async Task RowsAreRightAsync(HttpClient api, Turn done)
    {
        var rows = (await api.GetFromJsonAsync<JsonElement>($"exchanges?limit=100&user={Uri.EscapeDataString(done.User.Email)}", Ct)).GetProperty("data").EnumerateArray().ToList();
        Assert.Equal("models", Assert.Single(rows, r => r.GetProperty("session").ValueKind == JsonValueKind.Null).GetProperty("endpoint").GetString());
        var chat = rows.Where(r => r.GetProperty("session").GetString() == done.User.ChatId).ToList();
        var source = done.SaysTasks ? "header" : "prefix";
        Assert.Equal(
            new[] { "chat completed", "chat completed", "chat client_aborted", $"title_generation {source} completed", $"follow_up_generation {source} completed", $"tags_generation {source} completed" }.Order(),
            chat.Select(r => r.GetProperty("task").GetString() is { } task
                ? $"{task} {r.GetProperty("task_source").GetString()} {r.GetProperty("outcome").GetString()}"
                : $"{r.GetProperty("endpoint").GetString()} {r.GetProperty("outcome").GetString()}").Order());

        var completed = chat.Where(r => r.GetProperty("outcome").GetString() == "completed").ToList();
        Assert.Equal(
            done.Calls.Select(c => $"{c.Task} {c.Model} {Tokens(c, "prompt_tokens")} {Tokens(c, "completion_tokens")} {Printed(CostOf(c))}").Order(),
            completed.Select(r => $"{r.GetProperty("task").GetString()} {r.GetProperty("model_served").GetString()} {r.GetProperty("input_tokens").GetInt64()} {r.GetProperty("output_tokens").GetInt64()} {Printed(Dollars(r.GetProperty("cost_usd")))}").Order());
        Assert.Single(completed, r => r.GetProperty("tool_calls").EnumerateArray().Select(t => t.GetString()).SequenceEqual(["search_web"]));
        Assert.All(chat, r => Assert.Equal(done.User.Name, r.GetProperty("user_name").GetString()));

        var stopped = Assert.Single(chat, r => r.GetProperty("outcome").GetString() == "client_aborted");
        Assert.StartsWith(done.Stopped.Trim(), stopped.GetProperty("response_preview").GetString(), StringComparison.Ordinal);
        Assert.Equal((JsonValueKind.Null, "estimated"), (stopped.GetProperty("cost_usd").ValueKind, stopped.GetProperty("usage_source").GetString()));
        Assert.True(Dollars(stopped.GetProperty("estimated_cost_usd")) > 0);
    }

    // What each did is there when the writer has stored it.
    private static async Task<Dictionary<string, JsonElement>> EverybodyAsync(HttpClient api)
    {
        var users = new Dictionary<string, JsonElement>();
        await Eventually.HoldsAsync(
            async () =>
            {
                var page = await api.GetFromJsonAsync<JsonElement>("users?limit=500", Ct);
                users = page.GetProperty("data").EnumerateArray().ToDictionary(u => u.GetProperty("user").GetString()!);
                return users.Values.Sum(u => u.GetProperty("exchanges").GetInt64()) >= People * 6;
            },
            RunProcess.Patience, "every call has its row", Ct);
        return users;
    }

    private static decimal CostOf(TurnCall call)
    {
        var (input, cached, output) = Rates[call.Model];
        var fromCache = call.Usage!["prompt_tokens_details"]!["cached_tokens"]!.GetValue<long>();
        return (((Tokens(call, "prompt_tokens") - fromCache) * input) + (fromCache * cached) + (Tokens(call, "completion_tokens") * output)) / 1_000_000;
    }

    private static long Tokens(TurnCall call, string kind) => call.Usage![kind]!.GetValue<long>();

    private static decimal Dollars(JsonElement text) => decimal.Parse(text.GetString()!, CultureInfo.InvariantCulture);

    private static string Printed(decimal usd) => usd.ToString("0.############", CultureInfo.InvariantCulture);

    private sealed record Turn(OpenWebUIUser User, bool SaysTasks, IReadOnlyList<TurnCall> Calls, string Stopped);

    private sealed record Sums(
        string? Name, string? Role, long Exchanges, long Tasks, long Errors, long Unpriced, long CountedHere, decimal Cost, decimal TaskCost);
}
