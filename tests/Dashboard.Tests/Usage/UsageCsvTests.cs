using Observability.Dashboard.Usage;

namespace Observability.Dashboard.Tests.Usage;

public sealed class UsageCsvTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"")]
    [InlineData("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("  =1", "'  =1")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("＝1", "'＝1")]
    public void Nothing_a_stranger_wrote_is_a_formula(string text, string cell) => Assert.Equal(cell, UsageCsv.Cell(text));

    [Theory]
    [InlineData("-1.5", "-1.5")]
    [InlineData("0.000000000000000001", "0.000000000000000001")]
    [InlineData("gpt-4o", "gpt-4o")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData(" blank ", "\" blank \"")]
    [InlineData("", "")]
    public void Everything_else_is_as_it_was(string text, string cell) => Assert.Equal(cell, UsageCsv.Cell(text));

    [Fact]
    public void A_line_ends_as_RFC_4180_says() => Assert.Equal("a,\"b,c\",\r\n", UsageCsv.Line(["a", "b,c", ""]));
}
