using Observability.Dashboard.Exchanges;
using Observability.Domain.Exchanges;
using Observability.Domain.Filters;
using Observability.Testing;

namespace Observability.Dashboard.Tests;

/// <summary>What a search found deep in a message is shown where the preview does not show it.</summary>
public sealed class TextSnippetsTests : IAsyncLifetime
{
    private static readonly Guid Project = Guid.CreateVersion7(Some.Noon);

    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync(Ct);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task The_text_around_the_words_is_as_it_was_written_and_only_where_the_preview_does_not_show_them()
    {
        var deep = await StoreAsync("How far is the moon?", new string('x', 300) + " and the REFUND Policy says so, 返金 too");
        var shown = await StoreAsync("refund", "refund");
        var found = await AskAsync("Refund", deep, shown);
        Assert.Equal([deep.Id], found.Keys);
        Assert.Null(found[deep.Id].Input);
        Assert.StartsWith("…", found[deep.Id].Output, StringComparison.Ordinal);
        Assert.EndsWith("and the REFUND Policy says so, 返金 too", found[deep.Id].Output, StringComparison.Ordinal);
        Assert.Contains("返金", (await AskAsync("output:返金", deep))[deep.Id].Output, StringComparison.Ordinal);
        Assert.Empty(await AskAsync("-refund moon", deep, shown));
        Assert.Empty(await AskAsync("model:gpt*", deep, shown));
    }

    [Fact]
    public async Task Another_projects_words_are_never_told()
    {
        var deep = await StoreAsync("How far?", "secret words");
        deep.ResponsePreview = null;
        Assert.Single(await AskAsync("secret", deep));
        Assert.Empty(await AskAsync("secret", Guid.CreateVersion7(), deep));
    }

    private Task<IReadOnlyDictionary<Guid, TextSnippet>> AskAsync(string filter, params Exchange[] rows) => AskAsync(filter, Project, rows);

    private async Task<IReadOnlyDictionary<Guid, TextSnippet>> AskAsync(string filter, Guid project, params Exchange[] rows)
    {
        await using var db = Some.Db(_database.DataSource);
        return await new TextSnippetsHandler(db, new(project, Access.Read, "anna") { SeesBodies = true }).Handle(new(rows, Filter.Parse(filter).Filter!), Ct);
    }

    private async Task<Exchange> StoreAsync(string input, string output)
    {
        var exchange = Some.Exchange(Project, Some.Noon);
        (exchange.Row.RequestPreview, exchange.Row.ResponsePreview) = (input, output[..Math.Min(output.Length, 200)]);
        await Some.StoreAsync(_database.DataSource, [exchange with { Texts = ExchangeTexts.Of(exchange.Row, input, output) }], Ct);
        return exchange.Row;
    }
}
