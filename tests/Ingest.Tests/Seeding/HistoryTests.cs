using Observability.Benchmarks.Seeding;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;
using Observability.Domain.Pricing;
using Observability.Ingest.Spool;

namespace Observability.Ingest.Tests.Seeding;

/// <summary>The histories that the dashboards' speed is measured on: whether they are what they are said to be.</summary>
public sealed class HistoryTests
{
    private const int Count = 6_000;
    private static readonly DateTimeOffset Until = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly Arrivals Bursts = new([0.1, 0.1001, 0.1002, 0.4, 0.9]);
    private static readonly Guid[] Keys = [.. Enumerable.Range(1, 8).Select(i => new Guid(i, 0, 0, new byte[8]))];

    private static readonly Lazy<List<Exchange>> Rows = new(() => [.. Of(1).Exchanges().Select(e => ExchangeReader.Read(Captured(e), PriceBook.Catalogue).Row)]);

    [Fact]
    public void The_same_number_makes_the_same_history_and_another_number_another()
    {
        Assert.Equal(Of(1).Exchanges().Take(500).Select(Said), Of(1).Exchanges().Take(500).Select(Said));
        Assert.NotEqual(Of(1).Exchanges().Take(500).Select(Said), Of(2).Exchanges().Take(500).Select(Said));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void As_many_come_as_were_asked_for_in_order_and_in_the_range(bool followTrace)
    {
        var from = Until.AddDays(-30);

        var moments = (followTrace ? Bursts : new Arrivals([])).Between(from, Until, 12_345, new Dice(7)).ToList();

        Assert.Equal(12_345, moments.Count);
        Assert.Equal(moments.Order(), moments);
        Assert.InRange(moments[0], from, from.AddDays(1));
        Assert.InRange(moments[^1], Until.AddDays(-1), Until);
    }

    [Fact]
    public void There_is_more_to_do_by_day_and_on_working_days()
    {
        var moments = Bursts.Between(Until.AddDays(-28), Until, 20_000, new Dice(7)).ToList();

        Assert.True(moments.Count(m => m.Hour == 15) > 3 * moments.Count(m => m.Hour == 3));
        Assert.True(moments.Count(m => m.DayOfWeek == DayOfWeek.Wednesday) > 2 * moments.Count(m => m.DayOfWeek == DayOfWeek.Sunday));
    }

    [Fact]
    public void Every_exchange_is_one_that_a_format_reads()
    {
        Assert.DoesNotContain(Rows.Value, r => r.Format == "opaque");
        Assert.Equal(
            ["anthropic.messages", "ollama.chat", "ollama.embed", "openai.chat", "openai.embeddings"], Rows.Value.Select(r => r.Format).Distinct().Order());
        Assert.All(Rows.Value.Where(r => r.Outcome == ExchangeOutcome.Completed), r => Assert.Equal(UsageSource.Provider, r.UsageSource));
    }

    [Fact]
    public void One_in_twenty_fails_and_in_every_way_there_is()
    {
        Assert.InRange(Rows.Value.Count(r => r.Outcome != ExchangeOutcome.Completed) / (double)Count, 0.04, 0.06);
        Assert.Equal(
            Enum.GetValues<ExchangeOutcome>().Where(o => o != ExchangeOutcome.ServedFromCache).Order(), Rows.Value.Select(r => r.Outcome).Distinct().Order());
    }

    [Fact]
    public void One_in_six_is_a_task_and_some_calls_have_no_price()
    {
        Assert.InRange(Rows.Value.Count(r => r.Task is not null) / (double)Count, 0.15, 0.22);
        Assert.InRange(Rows.Value.Count(r => r.Pricing == PricingState.Priced) / (double)Count, 0.5, 0.9);
        Assert.Contains(Rows.Value, r => r is { Pricing: PricingState.Unpriced, Upstream: "ollama" });
    }

    [Fact]
    public void A_few_models_and_people_do_most_of_it()
    {
        var models = Rows.Value.CountBy(r => r.ModelRequested ?? "").Select(m => m.Value).OrderDescending().ToList();
        var users = Rows.Value.Where(r => r.User is not null).CountBy(r => r.User ?? "").Select(u => u.Value).OrderDescending().ToList();

        Assert.Equal(SeedModel.All.Count, models.Count);
        Assert.True(models[0] > 5 * models[10]);
        Assert.True(users[0] > 5 * users[200]);
    }

    [Fact]
    public void A_stream_takes_as_long_as_its_model_does()
    {
        var streams = Rows.Value.Where(r => r is { ModelRequested: "gpt-5.4-mini", Stream: true, Task: null, Outcome: ExchangeOutcome.Completed }).ToList();

        Assert.InRange(streams.Select(r => r.FirstTokenUs!.Value).Order().ElementAt(streams.Count / 2), 300_000, 600_000);
        Assert.InRange(streams.Select(r => r.OutputTokensPerSecond!.Value).Order().ElementAt(streams.Count / 2), 80, 140);
    }

    [Theory]
    [InlineData("--seed", "0")]
    [InlineData("--seed", "ten")]
    [InlineData("--seed", "10", "--models", "41")]
    [InlineData("--seed", "10", "--days")]
    [InlineData("--seed", "10", "--day", "1")]
    public void A_command_line_without_sense_is_refused(params string[] args) =>
        Assert.Null(SeedArguments.Parse(["--database", "Host=/none", .. args], Until));

    private static History Of(int number) => new(
        new(Count, TimeSpan.FromDays(365), Until, "") { SeedNumber = number, Users = 300 }, Bursts, new(new Guid(9, 0, 0, new byte[8]), Keys));

    private static string Said(Recorded exchange) =>
        $"{exchange.Begin.Id} {exchange.Begin.StartedAt:O} {exchange.Begin.Labels.User} {exchange.End.Outcome} {exchange.End.Timings.LastByte} "
        + Convert.ToBase64String(Bytes(exchange.Begin.Body).Span) + Convert.ToBase64String(Bytes(exchange.End.Body).Span);

    private static ReadOnlyMemory<byte> Bytes(BodyPieces body) => body.Pieces.Single();

    private static CapturedExchange Captured(Recorded exchange) => new()
    {
        Id = exchange.Begin.Id,
        StartedAt = exchange.Begin.StartedAt,
        ProjectId = exchange.Begin.ProjectId,
        KeyId = exchange.Begin.KeyId,
        Upstream = exchange.Begin.Upstream,
        Family = exchange.Begin.Family,
        Method = exchange.Begin.Method,
        Target = exchange.Begin.Target,
        Labels = exchange.Begin.Labels,
        RequestHeaders = exchange.Begin.Headers,
        Request = new(Bytes(exchange.Begin.Body), exchange.Begin.Body.TotalBytes, null),
        Status = exchange.End.Status,
        ResponseHeaders = exchange.End.Headers,
        Response = new(Bytes(exchange.End.Body), exchange.End.Body.TotalBytes, null),
        Outcome = exchange.End.Outcome,
        Error = exchange.End.Error,
        Timings = exchange.End.Timings,
    };
}
