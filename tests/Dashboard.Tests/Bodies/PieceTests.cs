using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Observability.Dashboard.Bodies;

namespace Observability.Dashboard.Tests.Bodies;

public sealed class PieceTests
{
    [Fact]
    public void The_pieces_of_a_body_are_the_body_and_no_character_is_cut()
    {
        var text = new string('é', 50_000) + string.Concat(Enumerable.Repeat("日😀x", 40_000));
        var bytes = Encoding.UTF8.GetBytes(text);
        var pieces = Enumerable.Range(0, (int)ReadPiece.PiecesIn(bytes.Length)).Select(i => i * ReadPiece.Bytes)
            .Select(from => BodyPiece.Cut(bytes.AsSpan(from, Math.Min(ReadPiece.Bytes + 3, bytes.Length - from)), from)).ToList();

        Assert.Equal(text, string.Concat(pieces.Select(p => p.Text)));
        Assert.True(pieces.Count > 3 && pieces[^1].IsLast && !pieces[0].IsLast);
        Assert.Equal(Encoding.UTF8.GetByteCount(pieces[0].Text), pieces[1].Offset);
    }

    [Theory]
    [InlineData("{\"a\":1}", "application/json", BodyKind.Json)]
    [InlineData("data: {}\n\n", "text/event-stream", BodyKind.Events)]
    [InlineData(": OPENROUTER\n\n", "text/event-stream; charset=utf-8", BodyKind.Events)]
    [InlineData("{\"done\":true}\n", "application/x-ndjson", BodyKind.Lines)]
    [InlineData("plain", null, BodyKind.Text)]
    [InlineData("\u001b[31mred", null, BodyKind.Text)]
    [InlineData("a\0b", "image/png", BodyKind.Binary)]
    [InlineData("", "application/json", BodyKind.Empty)]
    public void What_a_body_is_shows_in_its_first_bytes(string head, string? type, BodyKind kind) => Assert.Equal(kind, BodyFacts.KindOf(Encoding.UTF8.GetBytes(head), type));

    [Theory]
    [InlineData("data: 1\n\ndata: 2\n\n: c\n\ndata: [DONE]\n\n", false, new[] { "data: 1", "data: 2", ": c", "data: [DONE]" })]
    [InlineData("event: a\r\ndata: 1\r\n\r\n\r\ndata: 2\r\n\r\n", false, new[] { "event: a\r\ndata: 1", "data: 2" })]
    [InlineData("{\"a\":1}\n{\"b\":2}\n\n{\"c\":3}", true, new[] { "{\"a\":1}", "{\"b\":2}", "{\"c\":3}" })]
    public void A_stream_is_cut_into_its_events(string stream, bool byLine, string[] events)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);

        Assert.Equal(events, EventPieces.Cut(bytes, 0, 0, bytes.Length, byLine, isEnd: true).Select(e => e.Text));
    }

    // Wherever the borders of the pieces fall, each event is in exactly one.
    [Fact]
    public void The_events_of_all_pieces_are_the_events_of_the_stream()
    {
        var stream = Gen.Elements("data: x\n\n", "data: 1\ndata: 2\n\n", ": c\n\n", "event: e\r\ndata: y\r\n\r\n", "\n").ArrayOf().Select(string.Concat);
        Prop.ForAll(Gen.Zip(stream, Gen.Choose(1, 30)).ToArbitrary(), given =>
        {
            var bytes = Encoding.UTF8.GetBytes(given.Item1);
            var whole = EventPieces.Cut(bytes, 0, 0, bytes.Length, false, true).Select(e => (e.Offset, e.Text)).ToList();
            var pieces = new List<(long, string)>();
            for (var begin = 0; begin < bytes.Length; begin += given.Item2)
            {
                var from = Math.Max(0, begin - EventPieces.Before);
                pieces.AddRange(EventPieces.Cut(bytes.AsSpan(from), from, begin, begin + given.Item2, false, true).Select(e => (e.Offset, e.Text)));
            }

            return whole.SequenceEqual(pieces);
        }).QuickCheckThrowOnFailure();
    }
}
