using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Observability.Dashboard.Bodies;

namespace Observability.Dashboard.Tests.Bodies;

public sealed class TextSearchTests
{
    [Theory]
    [InlineData("Hello hello HELLO", "hello", 3, 0)]
    [InlineData("日本語の日本", "日本", 2, 0)]
    [InlineData("""{"t":"\u65e5\u672c \u65E5\u672C 日本"}""", "日本", 3, 6)]
    [InlineData("""{"t":"say \"hi\"\nthere"}""", "\"hi\"\nthere", 1, 10)]
    [InlineData("aaaa", "aa", 2, 0)]
    [InlineData("nothing", "else", 0, -1)]
    public void Every_way_a_text_is_written_is_found(string body, string wanted, long count, long first)
    {
        var search = Search(body, wanted, 0, 5);

        Assert.Equal(count, search.Count);
        Assert.Equal(first, search.First?.Offset ?? -1);
    }

    [Fact]
    public void The_next_match_is_the_first_from_a_place_on_and_tells_which_it_is()
    {
        var search = Search("one two one two one", "one", 1, 3);

        Assert.Equal(new TextMatch(8, 2), search.Next);
        Assert.Equal(3, search.Count);
    }

    [Fact]
    public void A_match_across_the_border_of_two_windows_is_found_once_and_at_its_place()
    {
        for (var shift = -6; shift <= 6; shift++)
        {
            var before = (256 << 10) + shift;
            var body = new string('é', before / 2) + new string('x', before % 2) + "needle" + new string('y', 300_000) + "NEEDLE";

            var search = Search(body, "needle", 0, 10_007);

            Assert.Equal((2, (before / 2 * 2L) + (before % 2)), (search.Count, search.Next!.Offset));
        }
    }

    [Fact]
    public void Bytes_that_are_no_text_move_no_place()
    {
        var search = new TextSearch("b", 0);
        search.Add([0xFF, 0xC3, (byte)'a', 0xE6, 0x97, (byte)'b']);
        search.End();

        Assert.Equal(5, search.Next!.Offset);
    }

    [Fact]
    public void However_the_bytes_come_the_matches_are_the_same()
    {
        var body = Gen.Elements("ab", "a", "B", "日", "é", "\n").ArrayOf().Select(string.Concat);
        Prop.ForAll(Gen.Zip(body, Gen.Choose(1, 7)).ToArbitrary(), given =>
        {
            var (text, step) = given;
            var (count, at) = (0, 0);
            while (text.IndexOf("ab", at, StringComparison.OrdinalIgnoreCase) is >= 0 and var next)
            {
                (count, at) = (count + 1, next + 2);
            }

            return Search(text, "aB", 0, step).Count == count;
        }).QuickCheckThrowOnFailure();
    }

    private static TextSearch Search(string body, string wanted, long after, int step)
    {
        var search = new TextSearch(wanted, after);
        var bytes = Encoding.UTF8.GetBytes(body);
        for (var at = 0; at < bytes.Length; at += step)
        {
            search.Add(bytes.AsSpan(at, Math.Min(step, bytes.Length - at)));
        }

        search.End();
        return search;
    }
}
