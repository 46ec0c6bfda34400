using Observability.Dashboard.Ui;
using Observability.Domain.Filters;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Views;

public sealed class HighlightedTests
{
    [Theory]
    [InlineData("refund", "A REFUND and a refund", "A [REFUND] and a [refund]")]
    [InlineData("re*nd", "a refund", "a [re]fu[nd]")]
    [InlineData("refund fund policy", "refund policy", "[refund] [policy]")]
    [InlineData("退款", "关于退款政策", "关于[退款]政策")]
    [InlineData("ポリシー", "返金ポリシーを", "返金[ポリシー]を")]
    [InlineData("الاسترداد", "سياسة الاسترداد هنا", "سياسة [الاسترداد] هنا")]
    [InlineData("😀", "a😀b", "a[😀]b")]
    [InlineData("-refund", "refund", "refund")]
    [InlineData("model:refund", "refund", "refund")]
    [InlineData("ref*x", "refund", "refund")]
    [InlineData("aa", "aaaa", "[aaaa]")]
    [InlineData("x", "", "")]
    public void The_words_of_a_filter_are_marked_whatever_their_case_and_language(string filter, string text, string marked)
    {
        var pieces = MarkedText.Pieces(text, Words(filter));
        Assert.Equal(marked, string.Concat(pieces.Select(p => p.IsMarked ? $"[{p.Text}]" : p.Text)));
        Assert.Equal(text, string.Concat(pieces.Select(p => p.Text)));
    }

    [Fact]
    public async Task Markup_stays_text_marked_or_not()
    {
        var html = await Render.HtmlAsync<Highlighted>(
            (nameof(Highlighted.Text), "<script>alert(1)</script> & <b>BOLD</b>"), (nameof(Highlighted.Words), Words("\"<script>\" bold")));
        Assert.Equal("<mark>&lt;script&gt;</mark>alert(1)&lt;/script&gt; &amp; &lt;b&gt;<mark>BOLD</mark>&lt;/b&gt;", html.Trim());
    }

    [Fact]
    public void Marks_are_bounded()
    {
        var pieces = MarkedText.Pieces(string.Concat(Enumerable.Repeat("a b ", 4_000)), Words("a"));
        Assert.Equal(16_000, pieces.Sum(p => p.Text.Length));
        Assert.InRange(pieces.Count, 200, 500);
    }

    [Theory]
    [InlineData("needle", "hay needle hay", "hay needle hay")]
    [InlineData("nothing", "hay", null)]
    [InlineData("b", "😀😀😀b", "😀😀😀b")]
    public void A_snippet_is_the_text_around_the_first_word(string filter, string text, string? around) =>
        Assert.Equal(around, MarkedText.Around(text, Words(filter)));

    [Fact]
    public void A_long_text_is_cut_on_both_sides_and_between_characters()
    {
        var around = MarkedText.Around(string.Concat(Enumerable.Repeat("😀", 500)) + "Needle" + string.Concat(Enumerable.Repeat("退", 500)), Words("needle"));
        Assert.Matches("^…(😀)+Needle退+…$", around);
        Assert.InRange(around!.Length, 100, 250);
    }

    private static IReadOnlyList<FilterWord> Words(string filter) => FilterWord.Of(Filter.Parse(filter).Filter!);
}
