using Microsoft.EntityFrameworkCore;
using Observability.Domain.Exchanges;
using Observability.Domain.Filters;
using Observability.Testing;

namespace Observability.Domain.Tests.Filters;

/// <summary>Words in messages: in the texts of exchanges, and in the previews of those that have none.</summary>
public sealed class FilterTextsTests : IAsyncLifetime
{
    private static readonly Guid Project = new("00000000-0000-0000-0000-0000000000a1");
    private static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(Ct);
        await ExecuteAsync("select make_exchange_partitions('2026-03-14'), make_exchange_partitions('2026-03-15')");
        await using var db = new ObservabilityDb(new DbContextOptionsBuilder<ObservabilityDb>().UseNpgsql(_database.DataSource).Options);
        Exchange[] rows = [Row(1, "Start of the question…", "Start of…"), Row(2, "Refund, please", null), Row(3, null, null), Row(30, "tomorrow REFUND", "ok")];
        db.AddRange(rows);
        db.AddRange(
            ExchangeTexts.Of(rows[0], "Start of the question, at great length: 100% Refund_policy, 返金ポリシーを教えて, سياسة الاسترداد 😀", "Start of the ANSWER. get_order({\"id\":7}) 退款政策如下"),
            ExchangeTexts.Of(rows[3], "tomorrow REFUND", "ok"));
        await db.SaveChangesAsync(Ct);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData("refund", "1 2 30")]
    [InlineData("REFUND_policy", "1")]
    [InlineData("refundXpolicy", "")]
    [InlineData("\"100% refund\"", "1")]
    [InlineData("answer", "1")]
    [InlineData("input:answer", "")]
    [InlineData("output:Answer", "1")]
    [InlineData("great*policy", "1")]
    [InlineData("policy*great", "")]
    [InlineData("退款政策", "1")]
    [InlineData("ポリシー", "1")]
    [InlineData("الاسترداد", "1")]
    [InlineData("😀", "1")]
    [InlineData("refund answer", "1")]
    [InlineData("refund -answer", "2 30")]
    [InlineData("-refund", "3")]
    [InlineData("-refund -answer", "3")]
    [InlineData("-refund OR -answer", "2 3 30")]
    [InlineData("refund OR outcome:client_aborted", "1 2 30")]
    [InlineData("refund outcome:completed -ok", "1 2")]
    [InlineData("NOT (refund OR question)", "3")]
    [InlineData("input:none", "3")]
    [InlineData("please", "2")]
    [InlineData("length…", "")]
    public async Task Words_are_found_row_by_row_and_within_a_time_alike(string text, string rows)
    {
        var filter = Filter.Parse(text).Filter!;
        Assert.Equal(rows, await FoundAsync(filter, null));
        Assert.Equal(rows, await FoundAsync(filter, new(Noon.AddDays(-1), Noon.AddDays(2))));

        Assert.Equal(rows, await FoundAsync(filter, new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue)));

        // Nothing of this is different where the horizon says which rows have texts.
        await ExecuteAsync("update text_horizon set since = '2026-03-15', until = '2026-03-16'");
        Assert.Equal(rows, await FoundAsync(filter, new(Noon.AddDays(-1), Noon.AddDays(2))));
    }

    [Fact]
    public async Task Words_are_looked_for_in_the_project_and_the_time_alone()
    {
        var filter = Filter.Parse("refund").Filter!;
        Assert.Equal("30", await FoundAsync(filter, new(Noon.AddHours(12), Noon.AddDays(2))));
        Assert.Equal("", await FoundAsync(filter, new(Noon.AddDays(-1), Noon.AddDays(2)), Guid.CreateVersion7()));
    }

    [Fact]
    public async Task Rows_known_to_have_texts_are_not_looked_for_without()
    {
        await ExecuteAsync("update text_horizon set since = '-infinity', until = 'infinity'");
        Assert.Equal("1 30", await FoundAsync(Filter.Parse("refund").Filter!, new(Noon.AddDays(-1), Noon.AddDays(2))));
    }

    [Fact]
    public void The_words_to_mark_are_those_that_are_to_be_there() => Assert.Equal(
        ["refund/policy True True", "x True False", "退款 False True"],
        FilterWord.Of(Filter.Parse("REFUND*Policy -no (input:X OR output:退款) NOT (a -b) model:m").Filter!).Select(w => $"{string.Join('/', w.Parts)} {w.InInput} {w.InOutput}").Order(StringComparer.Ordinal));

    private async Task<string> FoundAsync(Filter filter, FilterWindow? within, Guid? project = null)
    {
        await using var command = _database.DataSource.CreateCommand();
        var condition = FilterSql.OverExchanges(filter, project ?? Project, command.Parameters, within);
        command.Parameters.Add(new() { Value = (within?.From ?? Noon.AddDays(-1)).UtcDateTime });
        command.CommandText =
            $"""
            select coalesce(string_agg(n::text, ' ' order by n), '') from (
                select left(e.id::text, 8)::int as n from exchanges e where e.started_at >= ${command.Parameters.Count} and {condition}) found
            """;
        return (string)(await command.ExecuteScalarAsync(Ct))!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }

    // An id of digits only; the hours tell the day.
    private static Exchange Row(int n, string? request, string? response) => new()
    {
        Id = new Guid($"{n:00000000}-0000-0000-0000-000000000000"),
        StartedAt = Noon.AddHours(n),
        ProjectId = Project,
        KeyId = Project,
        Upstream = "openai",
        Format = "opaque",
        Method = "POST",
        Path = "/v1/x",
        Endpoint = "other",
        RequestPreview = request,
        ResponsePreview = response,
    };
}
