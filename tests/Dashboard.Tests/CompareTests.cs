using FsCheck;
using FsCheck.Fluent;
using Observability.Dashboard.Compare;
using Observability.Domain.Formats;

namespace Observability.Dashboard.Tests;

public sealed class CompareTests
{
    [Fact]
    public void What_is_same_and_removed_is_the_first_text_and_what_is_same_and_added_the_second() => Prop.ForAll<string?, string?>((first, second) =>
    {
        var (a, b) = (first ?? "", second ?? "");
        var pieces = TextDiff.Of(a, b)!;
        return string.Concat(pieces.Where(p => p.Change != Change.Added).Select(p => p.Text)) == a
            && string.Concat(pieces.Where(p => p.Change != Change.Removed).Select(p => p.Text)) == b;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_word_that_changed_is_one_piece_and_so_is_a_character_of_chinese()
    {
        Assert.Equal(
            [new(Change.Same, "The "), new(Change.Removed, "quick"), new(Change.Added, "slow"), new(Change.Same, " fox")],
            TextDiff.Of("The quick fox", "The slow fox"));
        Assert.Equal(
            [new(Change.Same, "我要退"), new(Change.Removed, "款"), new(Change.Added, "货"), new(Change.Same, "。")],
            TextDiff.Of("我要退款。", "我要退货。"));
    }

    [Fact]
    public void Texts_of_too_many_words_are_compared_by_lines_and_of_too_many_lines_not_at_all()
    {
        var lines = Enumerable.Range(0, 1_000).Select(i => $"line {i} has a few words\n").ToList();
        List<string> other = [.. lines];
        other[500] = "line 500 is another\n";
        Assert.Equal(
            [Change.Same, Change.Removed, Change.Added, Change.Same],
            TextDiff.Of(string.Concat(lines), string.Concat(other))!.Select(p => p.Change));
        Assert.Null(TextDiff.Of(string.Concat(Enumerable.Range(0, 5_000).Select(i => $"{i}\n")), "x"));
    }

    [Fact]
    public void Conversations_are_beside_each_other_from_where_they_part_and_a_question_never_stands_beside_an_answer()
    {
        Message[] first = [Said("system", "s"), Said("user", "a"), Said("assistant", "b"), Said("user", "c")];
        Message[] second = [Said("system", "s"), Said("user", "a2"), Said("user", "more"), Said("assistant", "b"), Said("user", "c")];
        var pairs = MessagePairs.Of(first, second);
        Assert.Equal(1, pairs.Same);
        Assert.Equal(
            [("a", "a2"), (null, "more"), ("b", "b"), ("c", "c")],
            pairs.Rest.Select(p => (p.First?.Text, p.Second?.Text)));
        Assert.Equal([false, false, true, true], pairs.Rest.Select(p => p.IsSame));
    }

    [Fact]
    public void Conversations_of_two_thousand_messages_that_part_at_the_end_are_two_thousand_same_and_one_pair()
    {
        var first = Enumerable.Range(0, 2_000).Select(i => Said(i % 2 == 0 ? "user" : "assistant", $"{i}")).ToList();
        var pairs = MessagePairs.Of([.. first, Said("user", "x")], [.. first, Said("user", "y")]);
        Assert.Equal((2_000, 1), (pairs.Same, pairs.Rest.Count));
    }

    [Fact]
    public void A_difference_of_what_is_not_known_is_not_known_and_the_faster_is_the_better()
    {
        var (first, second) = (Views.Sample.Row(r => (r.CostUsd, r.DurationUs) = (null, 2_000_000)), Views.Sample.Row(r => (r.CostUsd, r.DurationUs) = (0.5m, 1_000_000)));
        var metrics = ComparedMetric.Of(first, second);
        Assert.Equal((null, null, null), (metrics[0].First, metrics[0].Difference, metrics[0].IsBetter));
        Assert.Equal((true, -50.0), (metrics[1].IsBetter, metrics[1].Percent));
        Assert.StartsWith("−", metrics[1].Difference, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"tools":[{"type":"function","function":{"name":"search","parameters":{}}}],"messages":[]}""")]
    [InlineData("""{"tools":[{"name":"search","input_schema":{}}],"messages":[]}""")]
    [InlineData("""{"tools":[{"functionDeclarations":[{"name":"search"}]}],"contents":[]}""")]
    public void Tools_are_found_by_their_name_in_each_dialect(string body) =>
        Assert.Equal(["search"], ToolDefinitions.Of(Views.Sample.Detail(request: body) with { Reading = new() { ToolsOffered = ["search"] } }).Keys);

    private static Message Said(string role, string text) => new(role, [new TextPart(text)]);
}
