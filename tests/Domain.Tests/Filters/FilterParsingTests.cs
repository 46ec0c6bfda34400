using Observability.Domain.Filters;

namespace Observability.Domain.Tests.Filters;

/// <summary>What people write, how it is printed, and what they are told when it cannot be read.</summary>
public sealed class FilterParsingTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("  \t\n ", "")]
    [InlineData("model:gpt-4o* user:anna -task:title", "model:gpt-4o* user:anna -task:title")]
    [InlineData("cost:>0.01 latency:>5s ttft:>800ms tokens:>50k", "cost:>0.01 latency:>5s ttft:>800ms tokens:>50k")]
    [InlineData("status:(5xx OR 429) outcome:client_aborted has:tool_calls", "status:(5xx OR 429) outcome:client_aborted has:tool_calls")]
    [InlineData("\"exact words\" input:refund output:\"sorry\" prop.region:eu session:abc", "\"exact words\" input:refund output:sorry prop.region:eu session:abc")]
    [InlineData("(user:anna OR key:ci)", "user:anna OR key:ci")]
    [InlineData("a AND b   c", "a b c")]
    [InlineData("退款 你好", "退款 你好")]
    [InlineData("NOT (a b) -(c OR d) NOT NOT e", "-(a b) -(c OR d) e")]
    [InlineData("model:llama3:8b", "model:llama3:8b")]
    [InlineData("model:\"gpt-4o\"", "model:\"gpt-4o\"")]
    [InlineData("""model:a\*b* user:anna\ smith""", """model:a\*b* user:anna\ smith""")]
    [InlineData("task:none user:ANY session:*", "task:none user:any session:any")]
    [InlineData("""task:"none" task:\none""", """task:"none" task:\none""")]
    [InlineData("none any", "none any")]
    [InlineData("cost:$0.10..$1 latency:1..5s tokens:..1k ttft:2m.. latency:0", "cost:0.1..1 latency:1s..5s tokens:<=1k ttft:>=2m latency:0ms")]
    [InlineData("status:>=400 status:400..499 status:=429 status:5XX", "status:>=400 status:400..499 status:429 status:5xx")]
    [InlineData("model:(gpt* OR claude* OR \"o3\")", "model:(gpt* OR claude* OR \"o3\")")]
    [InlineData("tokens:(>5k -<3M)", "tokens:>5k -tokens:<3M")]
    [InlineData("status:5xx OR status:429 a", "status:5xx OR status:429 a")]
    [InlineData("a:b", null)]
    [InlineData("Model:x PROVIDER:y cache-read-tokens:1 text:(a OR b)", "model:x upstream:y cached_tokens:1 (a OR b)")]
    [InlineData("prop.\"my name\":eu prop.a.b:c", "prop.\"my name\":eu prop.a.b:c")]
    [InlineData("a a (a) model:x model:x", "a model:x")]
    [InlineData("outcome:Client-Aborted outcome:upstream_* stream:yes", "outcome:client_aborted outcome:upstream_* stream:true")]
    [InlineData("replay:0190D0A0-0000-7000-8000-000000000001 hop:any", "replay:0190d0a0-0000-7000-8000-000000000001 hop:any")]
    [InlineData("a** *b", "a* *b")]
    public void What_is_written_has_one_canonical_text(string text, string? canonical)
    {
        var (filter, error) = Filter.Parse(text);
        Assert.Equal(canonical, filter?.ToString());
        Assert.Equal(canonical is null, error is not null);
    }

    [Theory]
    [InlineData("modle:gpt", 1, "Unknown field 'modle' at column 1. Did you mean model?", "model")]
    [InlineData("user:a  lattency:>5s", 9, "Unknown field 'lattency' at column 9. Did you mean latency?", "latency")]
    [InlineData("http://x", 1, "Unknown field 'http' at column 1. To look for this text, put it in quotes.", null)]
    [InlineData("user:a status:abc", 15, "'abc' at column 15 cannot be read. status takes 429, 5xx, >=400 or 400..499.", null)]
    [InlineData("latency:>5", 10, "'5' at column 10 cannot be read. latency takes a time with its unit such as >800ms, 5s or 1..5m (ms, s, m, h).", null)]
    [InlineData("tokens:9..3", 8, "The range '9..3' at column 8 ends before it begins.", null)]
    [InlineData("outcome:client_abort", 9, "'client_abort' at column 9 is no value of outcome. Did you mean client_aborted?", "client_aborted")]
    [InlineData("capture:x", 9, "'x' at column 9 is no value of capture. It has: kept, truncated, not_kept.", null)]
    [InlineData("has:toolcalls", 5, "'toolcalls' at column 5 is no value of has. Did you mean tool_calls?", "tool_calls")]
    [InlineData("user:", 6, "A value is missing at column 6: write it directly after user:.", null)]
    [InlineData("user: anna", 6, "A value is missing at column 6: write it directly after user:.", null)]
    [InlineData("(a OR b", 1, "The ( at column 1 is not closed.", null)]
    [InlineData("a)", 2, "There is no ( for the ) at column 2.", null)]
    [InlineData("a OR", 5, "Something to look for is missing at column 5.", null)]
    [InlineData("()", 2, "Something to look for is missing at column 2.", null)]
    [InlineData("a \"b", 3, "The quote at column 3 is not closed.", null)]
    [InlineData("model:\"a\"b", 10, "'b' at column 10 stands inside a value: put the whole value in quotes, or a space before it.", null)]
    [InlineData("user:anna or user:bob", 11, "'or' at column 11: write it in capitals to join terms, or in quotes to look for the word.", null)]
    [InlineData("a - b", 3, "'-' at column 3: write it directly before what it negates, or in quotes to look for it.", null)]
    [InlineData("model:>3", 8, "model is no number: > and < at column 8 mean nothing to it. To look for the sign itself, put the value in quotes.", null)]
    [InlineData("prop.:x", 1, "The property's name is missing at column 1: write prop.region:value.", null)]
    [InlineData("id:12", 4, "'12' at column 4 is no id: id takes a whole UUID.", null)]
    [InlineData("stream:maybe", 8, "'maybe' at column 8: stream is true or false.", null)]
    [InlineData("a*b*c*d*e*f*g*h*i*j", 1, "The value at column 1 has more than 8 stars.", null)]
    public void An_error_says_where_what_and_what_was_meant(string text, int column, string message, string? suggestion)
    {
        var (filter, error) = Filter.Parse(text);
        Assert.Null(filter);
        Assert.Equal((message, column, suggestion), (error!.Message, error.Column, error.Suggestion));
    }

    [Fact]
    public void A_text_without_bounds_is_refused_in_words()
    {
        Assert.Equal("A filter has at most 4000 characters; this one has 10000.", ErrorOf(new string('a', 10_000)));
        Assert.Equal("Parentheses at column 17 are nested deeper than 16.", ErrorOf(new string('(', 100) + "a" + new string(')', 100)));
        Assert.Equal("Parentheses at column 17 are nested deeper than 16.", ErrorOf(new string('(', 4_000)));
        Assert.Equal("The term at column 201 is one too many: a filter has at most 100.", ErrorOf(string.Join(' ', Enumerable.Repeat("a", 101))));
        Assert.NotNull(Filter.Parse(new string('(', 16) + "a" + new string(')', 16)).Filter);
        Assert.NotNull(Filter.Parse(new string('-', 3_000) + "a").Filter);
    }

    [Fact]
    public void A_link_holds_any_value_whatever_is_in_it()
    {
        string[] values = ["", " ", "a b", "\"", "\\", "\\\"", "*", "a*b", "%_", "OR", "none", "-x", ">5", "a:b", ")(", "\u202Etxt.exe", "好", "a\nb", "' or 1=1 --"];
        foreach (var value in values)
        {
            var filter = Filter.None.WithTerm(FilterFields.Model, value).WithTerm(FilterFields.Session, value).WithProperty(value, value);
            var (read, error) = Filter.Parse(filter.ToString());
            Assert.Null(error);
            Assert.Equal(filter, read);
            Assert.All(read!.Root!.Terms, term => Assert.Equal([value], ((TextMatch)term.Match).Parts));
        }
    }

    // Not a theory: arguments of attributes cannot hold half a character.
    [Fact]
    public void What_the_database_cannot_hold_is_looked_for_as_it_holds_it()
    {
        Assert.Equal("a\u2400b", Filter.Parse("a\0b").Filter!.ToString());
        Assert.Equal("cut\uFFFD", Filter.Parse("cut\ud83d").Filter!.ToString());
        Assert.Equal("model:\"\uFFFD\u2400\"", Filter.None.WithTerm(FilterFields.Model, "\ude00\0").ToString());
        Assert.Equal("user_id:none", Filter.None.WithTerm(FilterFields.UserId, null).ToString());
    }

    [Fact]
    public void A_filter_tells_what_it_asks_about_and_joins_with_another()
    {
        var filter = Filter.Parse("user:a (model:b OR model:c) -prop.x:y word").Filter!;
        Assert.Equal(["model", "prop", "text", "user"], filter.Fields.Select(f => f.Name).Order());
        Assert.False(filter.UsesOnly([FilterFields.User, FilterFields.Model]));
        Assert.True(Filter.Parse("user:a -model:b").Filter!.UsesOnly([FilterFields.User, FilterFields.Model]));
        Assert.True(Filter.None.UsesOnly([]));

        var either = Filter.Parse("user:a OR user:b").Filter!;
        Assert.Equal("user:(a OR b) model:\"m\"", either.And(Filter.Parse("user:(a OR b)").Filter!).And(Filter.None).WithTerm(FilterFields.Model, "m").ToString());
        Assert.Equal(either, Filter.Parse(" user:( a OR  b ) ").Filter);
        Assert.Equal(either.GetHashCode(), Filter.Parse("user:(a OR b)").Filter!.GetHashCode());
        Assert.Throws<ArgumentException>(() => either.WithTerm(FilterFields.Status, "abc"));
    }

    private static string? ErrorOf(string text) => Filter.Parse(text).Error?.Message;
}
