using System.Text.Json;
using System.Text.RegularExpressions;
using FsCheck.Fluent;
using Npgsql;
using Observability.Domain.Exchanges;
using Observability.Domain.Filters;

namespace Observability.Domain.Tests.Filters;

/// <summary>A filter in memory against the same filter in SQL.</summary>
public sealed class FilterPredicateTests(RandomExchanges stored) : IClassFixture<RandomExchanges>
{
    private const int Expressions = 5_000;
    private const int AtOnce = 100;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_filter_keeps_the_same_rows_in_memory_and_in_SQL()
    {
        var word = Gen.Elements(RandomExchanges.Pieces.ToArray()).NonEmptyListOf().Select(p => string.Concat(p.Take(2)));
        var each = FilterFields.All.SelectMany(field => Gen.Sample(Some.Term(field, word), 15)).Select(FilterExpression (t) => t).ToList();
        var trees = each.Concat(Gen.Sample(Some.Tree(FilterFields.All, word, 2).Where(t => t.Terms.Count() <= 8), Expressions - each.Count));
        var filters = trees.Select(t => Filter.Parse(t.ToString()).Filter!).ToList();
        Assert.Equal(Expressions, filters.Count);
        var kept = 0L;
        foreach (var (batch, i) in filters.Chunk(AtOnce).Select((batch, i) => (batch, i)))
        {
            // With the time that is asked about told or not: texts are looked for in two ways.
            var inSql = await KeptAsync(batch, i % 2 == 0 ? null : new(RandomExchanges.Noon, RandomExchanges.Noon.AddDays(1)));
            foreach (var (filter, rows) in batch.Zip(inSql))
            {
                var predicate = FilterPredicate.Of(filter, stored.Names);
                var inMemory = string.Concat(stored.Subjects.Select(s => predicate(s) ? '1' : '0'));
                Assert.True(rows == inMemory, rows == inMemory ? null : Difference(filter, rows, inMemory));
                kept += rows.Count(r => r == '1');
            }
        }

        // A comparison of nothing with nothing would prove nothing.
        Assert.InRange(kept / (double)(Expressions * RandomExchanges.Rows), 0.1, 0.9);
    }

    [Fact]
    public async Task Names_are_those_of_the_project_alone_and_as_they_are_now()
    {
        var subject = stored.Subjects.First(s => s.Row.KeyId == new Guid(1, 0, 0, new byte[8]));
        var other = new FilterNames(new("00000000-0000-0000-0000-0000000000a3"));
        await other.ReadAsync(stored.Database.DataSource, [subject.Row], Ct);
        Assert.True(FilterPredicate.Of(Filter.Parse("key:CI").Filter!, stored.Names)(subject));
        Assert.False(FilterPredicate.Of(Filter.Parse("key:CI").Filter!, other)(subject));
        Assert.True(FilterNames.AreAskedBy(Filter.Parse("a OR -key:ci").Filter!));
        Assert.False(FilterNames.AreAskedBy(Filter.Parse("a user_id:b").Filter!));
    }

    [Fact]
    public void Search_text_is_asked_instead_of_the_previews_where_there_is_some()
    {
        var row = new Exchange { RequestPreview = "the Preview", ResponsePreview = "its answer" };
        var subject = new FilterSubject(row, "all of the INPUT", null, null, null);
        Assert.True(Keeps("input:\"the input\" output:answer text:input", subject));
        Assert.False(Keeps("preview", subject));
        Assert.True(Keeps("preview", new(row)));
    }

    [Theory]
    [InlineData("model:gpt-4o stream:true request_size:>1kB user:u-1", true)]
    [InlineData("outcome:completed OR capture:kept OR latency:>=0 OR retries:0 OR usage:none OR pricing:* OR relayed:false OR overhead:0 OR response_size:0", false)]
    [InlineData("-outcome:completed outcome:none status:none cost:none -has:output -has:usage", true)]
    [InlineData("outcome:failed", false)]
    public void A_request_that_still_runs_has_nothing_of_what_an_answer_tells(string filter, bool kept)
    {
        var running = new FilterSubject(new() { ModelRequested = "gpt-4o", Stream = true, RequestBytes = 2_000, User = "u-1" });
        Assert.Equal(kept, FilterPredicate.OfRunning(Filter.Parse(filter).Filter!, stored.Names)(running));
    }

    [Fact]
    public void Asking_many_exchanges_allocates_next_to_nothing()
    {
        var asked = FilterPredicate.Of(
            Filter.Parse("(model:gpt* OR tool:a* OR key:ci OR user:Anna OR cost:>3 OR tps:>1 OR path:*a*b*) -outcome:failed status:(5xx OR 4xx OR none) refund OR text:*a*b OR rating:up").Filter!,
            stored.Names);
        var kept = stored.Subjects.Count(asked);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < stored.Subjects.Count; i++)
        {
            kept -= asked(stored.Subjects[i]) ? 1 : 0;
        }

        Assert.Equal(0, kept);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / stored.Subjects.Count, 0, 64);
    }

    [Fact]
    public void Everything_that_a_row_holds_can_be_asked()
    {
        // The project is the caller's; the time is the range's; how a cost came about adds up to cost; what was redacted is said beside the row.
        string[] elsewhere = ["project_id", "started_at", "cost_breakdown", "redaction", "masked"];
        var told = Regex.Replace(string.Join('\n', FilterFields.All.SelectMany(f => f.ByName is { } named ? [named("a", "$1", "")] : f.Columns).Select(c => c.Sql)
            .Concat(FilterPresence.Conditions.Values.Select(c => c.Sql))), @"\b[a-z]\.started_at = e\.started_at\b", "");
        var columns = typeof(Exchange).GetProperties().Select(p => p.Name == nameof(Exchange.User) ? "user_id" : JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name));
        Assert.Equal(elsewhere.Order(), columns.Where(c => !Regex.IsMatch(told, $@"\be\.{c}\b")).Order());
    }

    [Fact]
    public void What_keeps_everything_keeps_everything() => Assert.All(stored.Subjects, s => Assert.True(FilterPredicate.Of(Filter.None, stored.Names)(s)));

    private bool Keeps(string filter, FilterSubject subject) => FilterPredicate.Of(Filter.Parse(filter).Filter!, stored.Names)(subject);

    // For each filter the rows in their order: 1 kept, 0 not, ? where the condition is null, which it never may be.
    private async Task<IReadOnlyList<string>> KeptAsync(IReadOnlyList<Filter> filters, FilterWindow? within)
    {
        await using var command = stored.Database.DataSource.CreateCommand();
        var conditions = filters.Select(f => FilterSql.OverExchanges(f, RandomExchanges.Project, command.Parameters, within)).ToList();
        command.CommandText = $"select {string.Join(", ", conditions.Select(c => $"string_agg(coalesce(({c})::int::text, '?'), '')"))} from (select * from exchanges order by id offset 0) e";
        command.CommandTimeout = 300;
        await using var reader = await command.ExecuteReaderAsync(Ct);
        await reader.ReadAsync(Ct);
        return [.. filters.Select((_, i) => reader.GetString(i))];
    }

    private string Difference(Filter filter, string inSql, string inMemory)
    {
        var at = Enumerable.Range(0, inSql.Length).First(i => inSql[i] != inMemory[i]);
        var condition = FilterSql.OverExchanges(filter, RandomExchanges.Project, new List<NpgsqlParameter>());
        return $"{filter}\n{condition}\nrow {at}: SQL {inSql[at]}, memory {inMemory[at]}\n{JsonSerializer.Serialize(stored.Subjects[at].Row)}";
    }
}
