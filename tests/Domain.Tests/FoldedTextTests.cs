using FsCheck;
using FsCheck.Fluent;

namespace Observability.Domain.Tests;

public sealed class FoldedTextTests
{
    [Theory]
    [InlineData("Hello World, HELLO")]
    [InlineData("Ünïcode ÄÖÜ ΑΒΓ ДЖ — 退款政策 返金ポリシー سياسة 😀 Ⅷ")]
    [InlineData("")]
    public void Capitals_come_back(string text)
    {
        var folded = FoldedText.Of(text);
        Assert.Equal(text.Length, folded.Length);
        Assert.Equal(text, FoldedText.WithCapitals(folded, FoldedText.CapitalsOf(text)));
    }

    [Fact]
    public void Folding_keeps_places_and_is_done_once() => Prop.ForAll<NonNull<string>>(text =>
        FoldedText.Of(text.Get) is var folded && folded.Length == text.Get.Length && FoldedText.Of(folded) == folded).QuickCheckThrowOnFailure();

    [Fact]
    public void What_comes_back_is_the_text_but_for_letters_without_a_way_back() => Prop.ForAll<NonNull<string>>(text =>
        FoldedText.WithCapitals(FoldedText.Of(text.Get), FoldedText.CapitalsOf(text.Get)) is var back && FoldedText.Of(back) == FoldedText.Of(text.Get))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void A_capital_costs_a_byte_or_two()
    {
        Assert.Empty(FoldedText.CapitalsOf("no capitals, 没有"));
        Assert.Equal(2, FoldedText.CapitalsOf("One Two").Length);
        Assert.Equal(3, FoldedText.CapitalsOf("A" + new string('b', 5_000) + "C").Length);
    }

    [Fact]
    public void Bytes_of_any_kind_are_read_without_an_exception() => Prop.ForAll<byte[]>(capitals =>
        FoldedText.WithCapitals("short text", capitals ?? []).Length == 10).QuickCheckThrowOnFailure();
}
