using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Observability.Domain.Formats.Wire;
using Observability.Testing;

namespace Observability.Domain.Tests.Formats.Wire;

public sealed class ServerSentEventsTests
{
    [Fact, Trait("Fault", "F-36")]
    public void The_restated_web_platform_tests_pass()
    {
        var file = SharedCorpora.Find("sse-cases/sse-cases.json");
        Assert.SkipWhen(file is null, SharedCorpora.Absent);
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        var cases = document.RootElement.GetProperty("cases").EnumerateArray().ToList();
        Assert.Equal(17, cases.Count);
        foreach (var one in cases)
        {
            var name = one.GetProperty("name").GetString();
            var events = Dispatched(one.GetProperty("input").GetString()!);
            var expected = one.GetProperty("expected").EnumerateArray().ToList();
            Assert.True(expected.Count == events.Count, name);
            foreach (var (want, have) in expected.Zip(events))
            {
                Assert.Equal(want.GetProperty("data").GetString(), Text(have));
                Assert.Equal(want.TryGetProperty("event", out var type) ? type.GetString() : have.Name, have.Name);
                Assert.Equal(want.TryGetProperty("lastEventId", out var id) ? id.GetString() : have.Id, have.Id);
            }
        }
    }

    [Fact]
    public void An_event_knows_where_it_starts_and_ends()
    {
        var events = ServerSentEvents.Read("\uFEFF: hello\r\n\r\ndata: a\r\n\r\nevent: e\ndata: b\n\ndata: c\n"u8.ToArray());
        Assert.Equal([(14, 25), (25, 43), (43, 51)], events.Select(e => (e.Start, e.End)));
        Assert.Equal([true, true, false], events.Select(e => e.Ended));
        Assert.Equal(["a", "b", "c"], events.Select(Text));
    }

    [Fact]
    public void A_stream_cut_inside_an_event_shows_it_as_not_ended()
    {
        var last = ServerSentEvents.Read("data: whole\n\ndata: {\"half\":"u8.ToArray())[^1];
        Assert.Equal(("{\"half\":", false), (Text(last), last.Ended));
    }

    [Fact]
    public void Any_text_is_read_as_a_line_by_line_reference_reads_it()
    {
        var pieces = Gen.Elements("data", ":", " ", "\n", "\r", "\r\n", "\n\n", "event: x\n", "id: 7\n", "id:\n", "data: é\n", "\0", "retry: 1\n", "\uFEFF", "a");
        var text = pieces.ListOf().Select(string.Concat).ToArbitrary();
        Prop.ForAll(text, t => Reference(t).SequenceEqual(Dispatched(t).Select(e => (e.Name, Text(e), e.Id)))).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Events_follow_each_other_without_gaps_and_stay_inside_the_body()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            var at = bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
            foreach (var e in ServerSentEvents.Read(bytes))
            {
                if (e.Start < at || e.End <= e.Start || e.End > bytes.Length)
                {
                    return false;
                }

                at = e.End;
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    private static List<Frame> Dispatched(string text) => [.. ServerSentEvents.Read(Encoding.UTF8.GetBytes(text)).Where(e => e.Ended)];

    private static string Text(Frame frame) => Encoding.UTF8.GetString(frame.Bytes.Span);

    // The rules of the HTML standard, over text, in the order the standard gives them.
    private static List<(string Name, string Data, string Id)> Reference(string text)
    {
        var events = new List<(string, string, string)>();
        string name = "", data = "", id = "";
        var lines = text.TrimStart('\uFEFF').Length == text.Length ? text : text[1..];
        var split = lines.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');
        foreach (var line in split.SkipLast(1))
        {
            if (line.Length == 0)
            {
                if (data.Length > 0)
                {
                    events.Add((name.Length > 0 ? name : "message", data[..^1], id));
                }

                (name, data) = ("", "");
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var field = colon < 0 ? line : line[..colon];
            var value = colon < 0 ? "" : line[(colon + 1)..];
            value = value.StartsWith(' ') ? value[1..] : value;
            switch (field)
            {
                case "data": data += value + "\n"; break;
                case "event": name = value; break;
                case "id" when !value.Contains('\0', StringComparison.Ordinal): id = value; break;
            }
        }

        return events;
    }
}
