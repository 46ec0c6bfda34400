using Observability.Domain.Exchanges;

namespace Observability.Domain.Tests.Exchanges;

/// <summary>How an exchange ended, first as the wire saw it and then as its answer tells.</summary>
public sealed class OutcomeTests
{
    private const string Cut = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"so far\"}}]}\n\n";
    private const string WithError = Cut + "data: {\"error\":{\"message\":\"overloaded\",\"code\":\"x\"}}\n\n";

    [Theory]
    [InlineData(WithError, ExchangeOutcome.Completed, ExchangeOutcome.StreamError, "overloaded")]
    [InlineData("{\"error\":{\"message\":\"overloaded\"}}", ExchangeOutcome.Completed, ExchangeOutcome.StreamError, "overloaded")]
    [InlineData(Cut, ExchangeOutcome.ClientAborted, ExchangeOutcome.ClientAborted, null)]
    [InlineData(Cut, ExchangeOutcome.UpstreamBroke, ExchangeOutcome.UpstreamBroke, null)]
    [InlineData(WithError, ExchangeOutcome.UpstreamBroke, ExchangeOutcome.UpstreamBroke, "overloaded")]
    [InlineData(Cut, ExchangeOutcome.ServedFromCache, ExchangeOutcome.ServedFromCache, null)]
    [InlineData("", ExchangeOutcome.Interrupted, ExchangeOutcome.Interrupted, null)]
    [InlineData("{\"choices\":[]}", ExchangeOutcome.Completed, ExchangeOutcome.Completed, null)]
    public void The_answer_corrects_only_what_the_wire_calls_completed(
        string response, ExchangeOutcome onTheWire, ExchangeOutcome outcome, string? error)
    {
        var row = ExchangeReader.Read(Captured.Chat(response: response) with { Outcome = onTheWire }).Row;
        Assert.Equal((outcome, error), (row.Outcome, row.Error));
    }

    [Fact]
    public void A_stream_without_its_end_mark_is_an_error_that_says_so()
    {
        var openAi = ExchangeReader.Read(Captured.Chat(response: Cut)).Row;
        var ollama = ExchangeReader.Read(Captured.Chat(response: "{\"message\":{\"content\":\"so far\"},\"done\":false}\n") with
        {
            Target = "/api/chat",
            ResponseHeaders = new([new("Content-Type", "application/x-ndjson")], 0),
        }).Row;
        foreach (var row in new[] { openAi, ollama })
        {
            Assert.Equal(ExchangeOutcome.StreamError, row.Outcome);
            Assert.Contains("end mark", row.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Our_own_words_come_before_the_answers()
    {
        var broke = Captured.Chat(response: WithError) with { Outcome = ExchangeOutcome.UpstreamBroke, Error = "The connection was reset." };
        Assert.Equal("The connection was reset.", ExchangeReader.Read(broke).Row.Error);
    }

    [Fact]
    public void An_aborted_answer_is_previewed_as_far_as_it_came()
    {
        var aborted = Captured.Chat(response: Cut) with { Outcome = ExchangeOutcome.ClientAborted, Error = "The client closed its connection." };
        Assert.Equal("so far", ExchangeReader.Read(aborted).Row.ResponsePreview);
        Assert.Equal("The client closed its connection.", ExchangeReader.Read(aborted with { Response = CapturedBody.Empty }).Row.ResponsePreview);
    }

    [Theory]
    [InlineData("application/json", "{\"error\":{\"message\":\"no such model\"}}", "no such model")]
    [InlineData("text/plain; charset=utf-8", " upstream\n request timeout ", "upstream request timeout")]
    [InlineData("text/html", "<html>502 Bad Gateway</html>", "The provider answered 502.")]
    [InlineData("application/json", "", "The provider answered 502.")]
    public void A_refusal_is_told_in_the_providers_words_where_it_has_any(string type, string response, string error)
    {
        var row = ExchangeReader.Read(Captured.Chat(response: response) with
        {
            Status = 502,
            Outcome = ExchangeOutcome.UpstreamRefused,
            ResponseHeaders = new([new("Content-Type", type)], 0),
        }).Row;
        Assert.Equal((ExchangeOutcome.UpstreamRefused, error, error), (row.Outcome, row.Error, row.ResponsePreview));
    }
}
