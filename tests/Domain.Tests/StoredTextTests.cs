using FsCheck;
using FsCheck.Fluent;

namespace Observability.Domain.Tests;

public sealed class StoredTextTests
{
    // Not a theory: arguments of attributes are stored as UTF-8, which cannot hold half a character.
    [Fact]
    public void What_PostgreSQL_refuses_is_replaced()
    {
        Assert.Equal("a\u2400b", StoredText.Required("a\0b"));
        Assert.Equal("cut \uFFFD", StoredText.Required("cut \ud83d"));
        Assert.Equal("\uFFFD odd 😀", StoredText.Required("\ude00 odd 😀"));
        Assert.Equal("", StoredText.Required(""));
        Assert.Null(StoredText.Of(null));
    }

    [Fact]
    public void A_cut_never_splits_a_character() => Assert.Equal("aa", StoredText.Required("aa😀", 3));

    [Theory]
    [InlineData("  two \r\n\t words\u0001 ", 20, "two words")]
    [InlineData("exactly10!", 10, "exactly10!")]
    [InlineData("eleven char", 10, "eleven ch…")]
    [InlineData("😀😀😀", 4, "😀…")]
    [InlineData(" \n ", 4, "")]
    public void A_preview_is_one_line(string text, int max, string line) => Assert.Equal(line, StoredText.OneLine(text, max));

    [Fact]
    public void Any_text_becomes_storable_stays_within_its_bound_and_stays_the_same_the_second_time()
    {
        var units = Gen.Choose(0, 0xFFFF).Select(u => (char)u);
        var odd = Gen.Elements('\0', '\ud83d', '\ude00', ' ', '\n', 'a');
        var text = Gen.OneOf(units, odd).ArrayOf().Select(c => new string(c)).ToArbitrary();
        Prop.ForAll(text, t =>
        {
            var stored = StoredText.Required(t, 20);
            var line = StoredText.OneLine(t, 20);
            return IsStorable(stored) && IsStorable(line) && stored.Length <= 20 && line.Length <= 20
                && StoredText.Required(stored, 20) == stored && StoredText.OneLine(line, 20) == line && !line.Contains('\n', StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();
    }

    private static bool IsStorable(string text)
    {
        var strict = new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true);
        return !text.Contains('\0', StringComparison.Ordinal) && strict.GetString(strict.GetBytes(text)) == text;
    }
}
