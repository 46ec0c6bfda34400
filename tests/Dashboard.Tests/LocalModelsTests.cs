using Observability.Dashboard.LocalModels;
using Observability.Dashboard.Tests.Revisions;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;
using Observability.Domain.Upstreams;
using Observability.Testing;

namespace Observability.Dashboard.Tests;

public sealed class LocalModelsTests : IAsyncLifetime
{
    private RevisionDesk _desk = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _desk = await RevisionDesk.OpenAsync(Ct);
        await using var db = Some.Db(_desk.Source);
        db.AddRange(
            Upstream("ollama", "ollama", "http://127.0.0.1:11434", allowPrivate: true),
            Upstream("openai", "openai", "https://api.openai.com/v1", allowPrivate: false),
            Upstream("openwebui", "openwebui", "http://127.0.0.1:3000", allowPrivate: true),
            Upstream("relay", "openai", "http://10.0.0.7/v1", allowPrivate: true, prices: "openai"));
        await db.SaveChangesAsync(Ct);
    }

    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    [Fact]
    public async Task The_numbers_are_those_of_the_rows()
    {
        // Ten calls: decode 10, 20 … 100 tok/s, prefill 100 … 1,000 tok/s, queue 1 … 10 ms; two cold loads; one error in the stream, one refusal.
        var rows = await _desk.StoreAsync(13, (i, row) =>
        {
            Local(row);
            row.OutputTokens = 10 * (i + 1);
            row.InputTokens = 100 * (i + 1);
            row.QueueUs = 1_000 * (i + 1);
            row.LoadUs = i switch { 3 => 2_000_000, 7 => 4_000_000, _ => 3_000 };
            row.Outcome = i switch { 1 => ExchangeOutcome.StreamError, 2 => ExchangeOutcome.UpstreamRefused, 4 => ExchangeOutcome.ClientAborted, _ => ExchangeOutcome.Completed };
            row.Endpoint = i switch { 10 => "unload", 11 => "pull", 12 => "pull", _ => "chat" };
            if (i >= 10)
            {
                (row.LoadUs, row.QueueUs, row.PrefillUs, row.DecodeUs) = (null, null, null, null);
                row.Outcome = i == 12 ? ExchangeOutcome.StreamError : ExchangeOutcome.Completed;
            }
        }, Ct);

        var model = Assert.Single((await ListAsync()).Models);
        Assert.Equal(("ollama", "127.0.0.1:11434", "llama3.2:latest"), (model.Upstream, model.Host, model.Model));
        Assert.Equal((10L, 2L, 1L, rows[2].Id), (model.Calls, model.Errors, model.Swallowed, model.LastErrorId));
        Assert.Equal((2L, 3_000_000.0, 4_000_000L), (model.ColdLoads, model.ColdP50Us, model.ColdMaxUs));
        Assert.Equal((55.0, 19.0), (Math.Round(model.DecodeP50!.Value, 6), Math.Round(model.DecodeP10!.Value, 6)));
        Assert.Equal((550.0, 190.0), (Math.Round(model.PrefillP50!.Value, 6), Math.Round(model.PrefillP10!.Value, 6)));
        Assert.Equal((5_500.0, 9_550.0), (Math.Round(model.QueueP50Us!.Value, 6), Math.Round(model.QueueP95Us!.Value, 6)));
        Assert.Equal((rows[9].StartedAt, rows[9].Id), (model.LastUsedAt, model.LastUsedId));
        Assert.Equal(
            [new ModelEvent("pull", rows[12].StartedAt, rows[12].Id, true), new ModelEvent("unload", rows[10].StartedAt, rows[10].Id, false)],
            model.Events);
    }

    [Fact]
    public async Task What_an_engine_did_not_say_or_we_estimated_is_unknown_and_not_nought()
    {
        await _desk.StoreAsync(2, (i, row) =>
        {
            Local(row);
            (row.LoadUs, row.QueueUs) = (null, null);
            row.UsageSource = UsageSource.Estimated;
        }, Ct);
        var model = Assert.Single((await ListAsync()).Models);
        Assert.Equal((2L, null, null, null, null), (model.Calls, model.DecodeP50, model.PrefillP50, model.QueueP50Us, model.ColdP50Us));
        var html = await Render.HtmlAsync<LocalModelList>(("Models", await ListAsync()));
        Assert.Contains("The engine did not report it.", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clouds_relays_other_projects_and_other_times_are_left_out()
    {
        var other = await RevisionDesk.AddProjectAsync(_desk.Source, "two", Ct);
        await _desk.StoreAsync(5, (i, row) =>
        {
            Local(row);
            row.Upstream = i switch { 0 => "openai", 1 => "openwebui", 4 => "relay", _ => "ollama" };
            row.ProjectId = i == 2 ? other : row.ProjectId;
            row.Endpoint = i == 3 ? "models" : "chat";
        }, Ct);
        Assert.Empty((await ListAsync()).Models);
        await using var db = Some.Db(_desk.Source);
        var handler = new ListLocalModelsHandler(db, _desk.Admin);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => handler.Handle(new(Some.Noon.AddDays(-40), Some.Noon), Ct));
    }

    [Fact]
    public async Task The_list_names_hosts_rates_and_what_nobody_saw()
    {
        var id = Guid.CreateVersion7();
        var html = await Render.HtmlAsync<LocalModelList>(("Models", new LocalModelsInRange(
            [
                new()
                {
                    Upstream = "ollama", Host = "gpu:11434", Model = "llama3.2", Calls = 1_234, Errors = 3, Swallowed = 2, LastErrorId = id, ColdLoads = 2, ColdP50Us = 2_500_000,
                    ColdMaxUs = 4_000_000, DecodeP50 = 62.17, DecodeP10 = 40, PrefillP50 = 75.9, PrefillP10 = 50, QueueP50Us = 4_104, QueueP95Us = 90_000,
                    LastUsedAt = Some.Noon, LastUsedId = id, Events = [new("unload", Some.Noon, id, true)],
                },
            ],
            IsMore: true)));
        foreach (var text in new[] { "gpu:11434", "1,234", "2 unseen", "p50 2.50 s · longest 4.00 s", "62.2", "75.9", "4.10 ms", "unloaded", "failed", $"/requests?id={id}", "The 200 used last" })
        {
            Assert.Contains(text, html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Nothing_says_what_to_configure_with_the_readers_own_address()
    {
        var html = await Render.HtmlAsync<NoLocalModels>(("Ingest", "https://llm.example"));
        Assert.Contains("OLLAMA_BASE_URL=https://llm.example/ollama/&lt;your key&gt;", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/upstreams\"", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?days=1", 1)]
    [InlineData("?days=30", 30)]
    [InlineData("?days=9", 7)]
    [InlineData("?days=x", 7)]
    [InlineData("", 7)]
    public void The_range_is_the_address(string query, int days)
    {
        var url = LocalModelsUrl.Parse(query);
        Assert.Equal(days, url.Days);
        Assert.Equal(url, LocalModelsUrl.Parse(url.ToQuery()));
    }

    private async Task<LocalModelsInRange> ListAsync()
    {
        await using var db = Some.Db(_desk.Source);
        return await new ListLocalModelsHandler(db, _desk.Admin).Handle(new(Some.Noon.AddHours(-1), Some.Noon.AddHours(1)), Ct);
    }

    private static void Local(Exchange row)
    {
        (row.Upstream, row.Format) = ("ollama", "ollama.chat");
        (row.ModelRequested, row.ModelServed) = ("llama3.2:latest", "llama3.2:latest");
        (row.PrefillUs, row.DecodeUs) = (1_000_000, 1_000_000);
    }

    private static Upstream Upstream(string name, string format, string url, bool allowPrivate, string? prices = null) => new()
    {
        Id = Guid.CreateVersion7(),
        Name = name,
        BaseUrl = url,
        Format = format,
        AllowPrivate = allowPrivate,
        Prices = prices,
        Source = "builtin",
        UpdatedAt = Some.Noon,
    };
}
