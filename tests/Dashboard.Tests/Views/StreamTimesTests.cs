using Observability.Dashboard.Exchanges;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Views;

public sealed class StreamTimesTests
{
    [Fact]
    public void A_gap_far_over_the_median_is_a_stall()
    {
        var tokens = Enumerable.Range(0, 20).Select(i => Ms(400 + (i * 20) + (i > 9 ? 900 : 0))).ToList();

        var times = StreamTimes.Of(Sample.Row(), [], tokens);

        Assert.Equal([(Ms(580), Ms(1500))], times.Stalls);
        Assert.Equal(new ChunkGaps(true, Ms(20), Ms(920), Ms(920), Ms(920)), times.Gaps);
    }

    [Fact]
    public void Without_events_of_content_the_gaps_are_those_of_the_pieces_and_say_so()
    {
        var chunks = Enumerable.Range(0, 5).Select(i => new Chunk(Ms(100 * i), i + 1)).ToList();

        Assert.Equal(new ChunkGaps(false, Ms(100), Ms(100), Ms(100), Ms(100)), StreamTimes.Of(Sample.Row(), chunks, []).Gaps);
    }

    [Fact]
    public void Phases_follow_each_other_up_to_the_whole_latency()
    {
        var row = Sample.Row(r => (r.ConnectUs, r.FirstVisibleUs) = (20_000, 900_000));
        var phases = StreamTimes.Of(row, [], [Ms(402), Ms(900), Ms(2300)]).Phases;

        Assert.Equal(["Connect", "Wait for answer", "To first token", "To first visible", "Generate", "To the end"], phases.Select(p => p.Name));
        Assert.Equal(TimeSpan.Zero, phases[0].From);
        Assert.Equal(Ms(2412), phases[^1].To);
        Assert.All(phases.Zip(phases.Skip(1)), p => Assert.Equal(p.First.To, p.Second.From));
    }

    [Fact]
    public void A_plain_answer_is_waited_for_and_read()
    {
        var phases = StreamTimes.Of(Sample.Row(r => r.FirstTokenUs = null), [], []).Phases;

        Assert.Equal(["Wait for answer", "Read answer"], phases.Select(p => p.Name));
    }

    [Fact]
    public void The_prefill_of_an_engine_ends_where_the_first_token_came()
    {
        var row = Sample.Row(r => (r.LoadUs, r.PrefillUs, r.DecodeUs) = (200_000, 100_000, 1_900_000));
        var engine = StreamTimes.Of(row, [], []).Engine;

        Assert.Equal(["Engine: load", "Engine: prefill", "Engine: decode"], engine.Select(p => p.Name));
        Assert.Equal(Ms(102), engine[0].From);
        Assert.Equal(Ms(402), engine[1].To);
        Assert.Equal(Ms(2302), engine[2].To);
    }

    [Fact]
    public async Task Thousands_of_pieces_are_thinned_to_pixels_and_it_is_said()
    {
        var tokens = Enumerable.Range(0, 5000).Select(i => TimeSpan.FromMicroseconds(402_000 + (i * 400))).ToList();
        var chunks = tokens.Select((at, i) => new Chunk(at, i + 1)).ToList();

        var html = await TimelineAsync(Sample.Detail() with { Tokens = tokens, Chunks = chunks });

        Assert.Contains("5,000 tokens drawn as ", html, StringComparison.Ordinal);
        Assert.InRange(html.Length, 2_000, 40_000);
    }

    [Fact]
    public async Task Every_number_of_the_drawing_is_in_a_table()
    {
        var html = await TimelineAsync(Sample.Detail(Sample.Row(r => (r.ConnectUs, r.QueueUs) = (20_000, 5_000))));

        foreach (var phase in new[] { "Connect", "Wait for answer", "To first token", "Generate", "Engine: queue", "Pieces", "Tokens", "Total" })
        {
            Assert.Contains($"<th>{phase}</th>", html, StringComparison.Ordinal);
        }

        Assert.Contains("20,000 µs", System.Net.WebUtility.HtmlDecode(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_whose_client_left_says_so_and_is_drawn_as_far_as_it_came()
    {
        var html = await TimelineAsync(Sample.Detail(Sample.Row(r => r.Outcome = ExchangeOutcome.ClientAborted)));

        Assert.Contains("The client closed its connection", html, StringComparison.Ordinal);
        Assert.Contains("<th>Generate</th>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_stored_gaps_win_over_those_worked_out_again()
    {
        var html = await TimelineAsync(Sample.Detail(Sample.Row(r => (r.GapP50Us, r.GapP95Us, r.GapP99Us, r.LongestGapUs) = (11_000, 12_000, 13_000, 7_654_000))));

        Assert.Contains("7,654,000 µs", System.Net.WebUtility.HtmlDecode(html), StringComparison.Ordinal);
    }

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static Task<string> TimelineAsync(ExchangeDetail detail) =>
        Render.HtmlAsync<TimelineView>(("Detail", detail with { Reading = Reading.Nothing }));
}
