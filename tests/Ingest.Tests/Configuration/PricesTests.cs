using Npgsql;
using Observability.Domain.Formats;
using Observability.Domain.Pricing;
using Observability.Testing;

namespace Observability.Ingest.Tests.Configuration;

public sealed class PricesTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private readonly string _folder = TestFolders.Create();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_price_just_entered_is_in_the_book_soon_and_after_a_start_without_the_database()
    {
        await using var database = await TestDatabase.CreateAsync(Stop);
        var project = await Stored.ProjectAsync(database.DataSource, Stop);
        await using (var host = await ConfigurationHost.LoadedAsync(database.ConnectionString, _folder, Stop))
        {
            Assert.Null(Usd(host.Prices.Book, project));
            await PriceAsync(database.DataSource, project, """{"input": 2, "output": 4}""");
            await Eventually.HoldsAsync(() => Usd(host.Prices.Book, project) == 0.000008m, Soon, "the price is in the book", Stop);
        }

        await using var again = await ConfigurationHost.StartAsync("Host=127.0.0.1;Port=1;Username=none;Timeout=1", _folder, Stop);
        Assert.Equal(0.000008m, Usd(again.Prices.Book, project));
    }

    [Fact]
    public async Task Terms_say_by_whose_list_an_upstream_bills_and_at_what_factor()
    {
        await using var database = await TestDatabase.CreateAsync(Stop);
        var project = await Stored.ProjectAsync(database.DataSource, Stop);
        await using var host = await ConfigurationHost.LoadedAsync(database.ConnectionString, _folder, Stop);
        await Stored.ExecuteAsync(
            database.DataSource,
            "insert into upstream_terms (id, project_id, upstream, provider, factor, updated_at, updated_by) values ($1, $2, 'ollama', 'openai', 0.85, now(), 'anna')",
            Stop, Guid.CreateVersion7(), project);

        // 2 × $2.50 + 1 × $10 per million, times 0.85.
        await Eventually.HoldsAsync(() => Usd(host.Prices.Book, project, "gpt-4o") == 0.00001275m, Soon, "the terms hold", Stop);
    }

    [Fact]
    public async Task A_price_that_cannot_be_used_is_named_in_the_log_and_the_others_hold()
    {
        await using var database = await TestDatabase.CreateAsync(Stop);
        var project = await Stored.ProjectAsync(database.DataSource, Stop);
        await PriceAsync(database.DataSource, project, """{"per_smile": 2}""");
        await PriceAsync(database.DataSource, project, """{"input": 2, "output": 4}""");
        await using var host = await ConfigurationHost.LoadedAsync(database.ConnectionString, _folder, Stop);
        Assert.Equal(0.000008m, Usd(host.Prices.Book, project));
        Assert.Contains(host.LogLines, line => line.Contains("'per_smile' is not a kind of rate", StringComparison.Ordinal));
    }

    private static decimal? Usd(PriceBook book, Guid project, string model = "llama3") => book.PriceOf(new()
    {
        ProjectId = project,
        Upstream = "ollama",
        Endpoint = "chat",
        At = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero),
        ModelServed = model,
        Usage = new Usage(2, Output: 1),
    }).Cost?.Usd;

    private static Task PriceAsync(NpgsqlDataSource database, Guid project, string rates) => Stored.ExecuteAsync(
        database,
        "insert into prices (id, project_id, model, rates, created_at, created_by) values ($1, $2, 'llama3', $3::jsonb, now(), 'anna')",
        Stop, Guid.CreateVersion7(), project, rates);
}
