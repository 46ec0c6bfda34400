using FsCheck.Fluent;
using Npgsql;
using Observability.Domain.Filters;

namespace Observability.Domain.Tests.Filters;

/// <summary>Filters over the rows themselves.</summary>
public sealed class FilterOverExchangesTests(ThreeExchanges stored) : IClassFixture<ThreeExchanges>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("tag:golden", true)]
    [InlineData("model:gpt* (rating:down OR score.fit:<0.5 OR has:comments)", true)]
    [InlineData("has:(tags OR rating) -tag:old", true)]
    [InlineData("-tag:golden", false)]
    [InlineData("tag:none rating:none", false)]
    [InlineData("tag:golden OR model:gpt*", false)]
    [InlineData("has:(tags OR error)", false)]
    [InlineData("comments:0", false)]
    public void Filters_by_what_people_say_are_said_in_the_words_of_the_index_that_holds_just_those_rows(string text, bool said) =>
        Assert.Equal(said, FilterSql.OverExchanges(Filter.Parse(text).Filter!, Guid.Empty, new List<NpgsqlParameter>()).Contains("e.comments > 0 or e.rating", StringComparison.Ordinal));

    [Theory]
    [InlineData("", "1 2 3")]
    [InlineData("model:GPT-4O", "1")]
    [InlineData("model:\"GPT-4O\"", "")]
    [InlineData("model:gpt*", "1")]
    [InlineData("-model:gpt*", "2 3")]
    [InlineData("model:none", "3")]
    [InlineData("model_served:*08*", "1")]
    [InlineData("user:u-1 user_id:u-1 -user_id:U-1", "1")]
    [InlineData("-user:u-1", "2 3")]
    [InlineData("session:Chat-7 OR session:chat-7", "1")]
    [InlineData("session:chat-7", "")]
    [InlineData("task:title task:TITLE_generation -task:none", "1")]
    [InlineData("task:\"title\"", "")]
    [InlineData("prop.region:EU prop.\"my name\":100%", "1")]
    [InlineData("prop.region:none", "2 3")]
    [InlineData("-prop.region:us", "1 2 3")]
    [InlineData("status:(5xx OR 429)", "2")]
    [InlineData("status:4xx status:>=400 status:400..499 -status:>429", "2")]
    [InlineData("-status:200", "2 3")]
    [InlineData("cost:>0.2 cost:<=$0.25 cost:0.1..1", "1")]
    [InlineData("cost:none", "2 3")]
    [InlineData("estimated:1.5 pricing:estimated", "2")]
    [InlineData("tokens:60k OR tokens:7", "1 2")]
    [InlineData("tokens:>50k cached_tokens:100 stated:any", "1")]
    [InlineData("latency:>=5s ttft:800ms stall:>2s overhead:<1ms tps:>42", "1")]
    [InlineData("request_size:20kB response_size:>2MB", "1")]
    [InlineData("refund", "1")]
    [InlineData("REFUND 退款", "1")]
    [InlineData("\"退款 is\"", "1")]
    [InlineData("order_1 OR orderX1", "1")]
    [InlineData("input:\"say \\\"hi\\\" (now)\" -output:any", "2")]
    [InlineData("output:refund", "")]
    [InlineData("error:\"100% reached\" error_code:rate*", "2")]
    [InlineData("error:100_", "")]
    [InlineData("finish:length finish:max_tokens", "1")]
    [InlineData("tool:REFUND tool:get* -tool:\"Refund\"", "1")]
    [InlineData("tool:none", "2 3")]
    [InlineData("group:ops role:admin", "1")]
    [InlineData("has:tool_calls has:cost has:user has:session has:task has:properties has:replay has:cached_tokens has:alterations", "1")]
    [InlineData("-has:properties", "2 3")]
    [InlineData("has:error outcome:upstream_refused capture:truncated", "2")]
    [InlineData("outcome:upstream_*", "2")]
    [InlineData("stream:true client:python prompt:p1 message:m1 alteration:include_usage usage:provider", "1")]
    [InlineData("usage:none", "2 3")]
    [InlineData("method:post path:/v1/* format:opaque endpoint:other upstream:openai", "1 2 3")]
    [InlineData("id:00000003-0000-0000-0000-000000000000 OR replay:00000009-0000-0000-0000-000000000000", "1 3")]
    [InlineData("key:00000001-0000-0000-0000-0000000000ff", "1 2 3")]
    public async Task A_filter_keeps(string text, string rows)
    {
        var filter = Filter.Parse(text);
        Assert.Null(filter.Error);
        await using var command = stored.Database.DataSource.CreateCommand();
        var condition = FilterSql.OverExchanges(filter.Filter!, ThreeExchanges.Project, command.Parameters);
        command.CommandText = $"select coalesce(string_agg((left(e.id::text, 8)::int)::text, ' ' order by e.id), '') from exchanges e where {condition}";
        Assert.Equal(rows, await command.ExecuteScalarAsync(Ct));
    }

    [Fact]
    public async Task Every_field_with_every_way_to_ask_runs_and_is_true_or_false_of_every_row()
    {
        var trees = FilterFields.All.SelectMany(field => Gen.Sample(Some.Tree([field], Some.HostileWord, 1), 12)).Concat(Gen.Sample(Some.Tree(FilterFields.All, Some.HostileWord, 2), 200));
        foreach (var tree in trees.Where(t => t.Terms.Count() <= 20))
        {
            await using var command = stored.Database.DataSource.CreateCommand();
            var condition = FilterSql.OverExchanges(Filter.None.And(Filter.Parse(tree.ToString()).Filter!), ThreeExchanges.Project, command.Parameters);
            command.CommandText = $"select count(*) filter (where {condition}) + count(*) filter (where not {condition}) from exchanges e";
            Assert.True((long)(await command.ExecuteScalarAsync(Ct))! == 3, $"{tree}\n{condition}");
        }
    }

    [Fact]
    [Trait("Fault", "F-53")]
    public void Nothing_that_a_person_wrote_is_in_the_statement()
    {
        const string Hostile = "zq'\"); drop table exchanges; --";
        var filter = Filter.None.WithTerm(FilterFields.Model, Hostile).WithTerm(FilterFields.User, Hostile).WithTerm(FilterFields.Key, Hostile)
            .WithTerm(FilterFields.Session, Hostile).WithTerm(FilterFields.Text, Hostile).WithProperty(Hostile, Hostile);
        var parameters = new List<NpgsqlParameter>();
        Assert.DoesNotContain("zq", FilterSql.OverExchanges(filter, ThreeExchanges.Project, parameters), StringComparison.Ordinal);
        Assert.All(parameters, p => Assert.True(p.Value is Guid || ((string)p.Value!).Contains("zq", StringComparison.Ordinal)));
    }
}
