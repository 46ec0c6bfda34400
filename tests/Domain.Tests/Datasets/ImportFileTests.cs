using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Observability.Domain.Datasets;

namespace Observability.Domain.Tests.Datasets;

/// <summary>Files of rows as people have them, hostile ones too.</summary>
public sealed class ImportFileTests
{
    private const int MostBytes = 200;

    // What means something to one of the readers, and what breaks text.
    private static readonly string[] Bits =
        ["\"", "\"\"", ",", "\r", "\n", "\r\n", "a", "b,c", "é", "'=", "{", "}", "{\"input\":\"x\"}", "{\"a\":1,\"a\":null}", "{\"messages\":[{\"role\":\"user\"", "[]", "\\ud800", "\uFEFF", "\0", ";", "\t"];

    private static readonly Arbitrary<ImportFormat> Formats = Gen.Elements(ImportFormat.Csv, ImportFormat.Jsonl).ToArbitrary();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void A_file_says_the_same_however_it_is_cut() =>
        Prop.ForAll(
            Gen.Elements(Bits).ListOf().Select(l => Encoding.UTF8.GetBytes(string.Concat(l))).ToArbitrary(), Gen.Choose(1, 9).ToArbitrary(), Formats,
            (bytes, cut, format) =>
            {
                var whole = Read(format, new MemoryStream(bytes));
                Assert.Equal(whole.Select(Words), Read(format, new Pieces(bytes, cut)).Select(Words));
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_that_is_read_makes_a_reader_fail_and_every_problem_has_its_line() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), Formats, (bytes, format) =>
        {
            var records = Read(format, new MemoryStream(bytes));
            Assert.All(records, r => Assert.InRange(r.Line, 1, bytes.Count(b => b is 10 or 13) + 1));
            Assert.All(records, r => Assert.True(r.Problem is null || r.Cells.Count == 0));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Cells_come_back_as_they_were_whatever_is_in_them() =>
        Prop.ForAll(Gen.Elements("\"", ",", "\r\n", "\n", " ", "x", "é").ListOf().Select(l => string.Concat(l)).NonEmptyListOf().ToArbitrary(), cells =>
        {
            var header = string.Join(',', cells.Select((_, i) => $"c{i}"));
            var line = string.Join(',', cells.Select(c => $"\"{c.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
            var record = Assert.Single(Read(ImportFormat.Csv, Utf8($"{header}\r\n{line}"), 1 << 20));
            Assert.Equal(cells, record.Cells.Select(c => c.Value));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_table_is_read_as_RFC_4180_has_it()
    {
        var records = Read(ImportFormat.Csv, Utf8("\uFEFFq,\"the, answer\"\r\n1,\"two\r\nlines, \"\"quoted\"\"\"\r\n\r\n3,\r\n4,\"\"\n'=5,'x"));

        Assert.Equal(
            ["2: q=1|the, answer=two\r\nlines, \"quoted\"", "5: q=3", "6: q=4|the, answer=", "7: q==5|the, answer='x"],
            records.Select(Words));
    }

    [Theory]
    [InlineData("a,b\n1,2,3\n4,5", "2: CellCount 3/2", "3: a=4|b=5")]
    [InlineData("a,b\n\"1\"x,2\n4,5", "2: TextAfterQuote", "3: a=4|b=5")]
    [InlineData("a,b\n1,2\n\"3,4\n5,6", "2: a=1|b=2", "3: QuoteOpen")]
    [InlineData("a,a\n1,2", "1: HeaderTwice a", "2: a=1|a=2")]
    [InlineData("a,\n1,2", "1: HeaderUnnamed 2", "2: a=1|=2")]
    [InlineData("a,b\rx,\"y\"\"\"\r", "2: a=x|b=y\"")]
    [InlineData("")]
    public void Every_mistake_of_a_table_is_told_with_its_line(string file, params string[] expected) =>
        Assert.Equal(expected, Read(ImportFormat.Csv, Utf8(file)).Select(Words));

    [Fact]
    public void Lines_that_are_too_long_or_no_text_are_told_and_the_next_are_read()
    {
        var csv = Read(ImportFormat.Csv, new MemoryStream([.. "a\n"u8, .. Enumerable.Repeat((byte)'x', 500), .. "\n"u8, 0xC3, 0x28, .. "\nok\n"u8, .. Enumerable.Repeat((byte)',', 500)]));
        var jsonl = Read(ImportFormat.Jsonl, new MemoryStream([.. Enumerable.Repeat((byte)' ', 500), .. "\n{\"a\":\""u8, 0xC3, 0x28, .. "\"}\n{\"a\":1}\n"u8]));

        Assert.Equal(["2: TooLong 200", "3: NotUtf8", "4: a=ok", "5: TooLong 200"], csv.Select(Words));
        Assert.Equal(["1: TooLong 200", "2: NotUtf8", "3: a=1"], jsonl.Select(Words));
    }

    [Theory]
    [InlineData("""{"inputs":{"input":"Hi","expected":"no"},"expected":"Hello","note":"n","request":{"a":1}}""", "1: inputs.input=Hi|inputs.expected=no|expected=Hello|note=n")]
    [InlineData("""{"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"}],"tools":[]}""", "1: expected=Hello|inputs.system=Be brief.|inputs.input=Hi")]
    [InlineData("""{"messages":[{"role":"user","content":"1"},{"role":"assistant","content":"2"},{"role":"user","content":[{"type":"text","text":"3"}]}]}""", "1: inputs.user=1|inputs.assistant=2|inputs.input=3")]
    [InlineData("""{"input":"Hi","ideal":["Hello","Hey"]}""", "1: input=Hi|ideal=Hello|note=ideal: [\"Hello\",\"Hey\"]")]
    [InlineData("""{"input":[{"role":"system","content":"S"},{"role":"user","content":"U"}],"ideal":"I"}""", "1: ideal=I|inputs.system=S|inputs.input=U")]
    [InlineData("""{"question":"Q","options":["a","b"],"n":1.50,"none":null}""", "1: question=Q|options=[\"a\",\"b\"]|n=1.50")]
    [InlineData("""{"half\ud83d":"\ude00 end"}""", "1: half\uFFFD=\uFFFD end")]
    [InlineData("[1]", "1: NotAnObject")]
    [InlineData("{\"a\":}", "1: NotJson 6")]
    [InlineData("{\"inputs\":[]}", "1: InputsNoObject")]
    public void The_shapes_of_lines_that_others_write_are_known(string line, string expected) =>
        Assert.Equal([expected], Read(ImportFormat.Jsonl, Utf8(line), 1 << 20).Select(Words));

    [Fact]
    public void The_name_of_a_column_says_what_it_is_for()
    {
        Assert.Equal([ColumnUse.Input, ColumnUse.Expected, ColumnUse.Note], Uses("question", "Ideal", "notes"));
        Assert.Equal([ColumnUse.Input, ColumnUse.Expected], Uses("output", "expected"));
        Assert.Equal([ColumnUse.Input, ColumnUse.Input, ColumnUse.Expected, ColumnUse.LeaveOut], Uses("inputs.expected", "inputs.target", "expected", "target"));
        Assert.Equal("expected", ImportColumns.InputOf("inputs.expected"));
    }

    private static IEnumerable<ColumnUse> Uses(params string[] columns)
    {
        var uses = ImportColumns.Guess(columns);
        return columns.Select(c => uses[c]);
    }

    private static MemoryStream Utf8(string text) => new(Encoding.UTF8.GetBytes(text));

    private static List<ImportedRecord> Read(ImportFormat format, Stream file, int mostBytes = MostBytes) =>
        new ImportFile(format, ',', mostBytes).ReadAsync(file, Ct).ToBlockingEnumerable(Ct).ToList();

    private static string Words(ImportedRecord record) =>
        $"{record.Line}: " + (record.Problem is { } problem ? $"{problem.Kind} {problem.Seen}".TrimEnd() : string.Join('|', record.Cells.Select(c => $"{c.Key}={c.Value}")));

    /// <summary>Gives no more than a few bytes at once.</summary>
    private sealed class Pieces(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, most)], cancellationToken);
    }
}
