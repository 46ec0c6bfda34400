using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Tests.Formats.Wire;

public sealed class JsonLinesTests
{
    [Fact]
    public void Lines_know_their_place_and_a_missing_line_end_shows()
    {
        var lines = JsonLines.Read("{\"a\":1}\r\n\n  \n{\"b\":2}\n{\"c\""u8.ToArray());
        Assert.Equal(["{\"a\":1}\r", "{\"b\":2}", "{\"c\""], lines.Select(Text));
        Assert.Equal([(0, 9), (13, 21), (21, 25)], lines.Select(l => (l.Start, l.End)));
        Assert.Equal([true, true, false], lines.Select(l => l.Ended));
    }

    [Fact]
    public void Lines_are_those_of_a_plain_split()
    {
        var text = Gen.Elements("{}", "\n", "\r\n", " ", "x", "\t").ListOf().Select(string.Concat).ToArbitrary();
        Prop.ForAll(text, t => t.Split('\n').Where(l => l.Trim(' ', '\t', '\r').Length > 0)
            .SequenceEqual(JsonLines.Read(Encoding.UTF8.GetBytes(t)).Select(Text))).QuickCheckThrowOnFailure();
    }

    private static string Text(Frame frame) => Encoding.UTF8.GetString(frame.Bytes.Span);
}
