using Observability.Domain.Exchanges;
using Observability.Domain.Tests.Formats;

namespace Observability.Domain.Tests.Exchanges;

public sealed class StoredExchangeTests
{
    public static TheoryData<ExchangeOutcome> Outcomes => [.. Enum.GetValues<ExchangeOutcome>().Where(o => o != ExchangeOutcome.StreamError)];

    [Theory, MemberData(nameof(Outcomes))]
    public void Reading_stored_rows_again_changes_nothing(ExchangeOutcome outcome)
    {
        var labelled = Captured.Chat("""{"model":"m","user":"u-1","messages":[{"role":"user","content":"hi"}]}""") with
        {
            Labels = Labels.None with { Task = "title_generation", Properties = new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = "ü\"\0" } },
            Error = "in our words\0",
        };
        CapturedExchange[] all =
        [
            Captured.Chat(), labelled, labelled with { Error = null },
            Captured.Chat(response: "data: {\"error\":{\"message\":\"overloaded\"}}\n\n"),
            Captured.Chat(response: "data: {\"choices\":[]}\n\n"),
            Captured.Chat() with { Target = "/v1/responses" },
            Captured.Chat() with { NotKeptReason = "memory", Request = new(default, 9, null), Response = new(default, 9, null) },
            Captured.Chat() with { Status = null, Response = CapturedBody.Empty, ResponseHeaders = StoredHeaders.None },
            Captured.Chat() with { Response = new("data: {"u8.ToArray(), 700, new byte[32]) },
        ];
        foreach (var captured in all.Select(c => c with { Outcome = outcome }))
        {
            // Ends we decide on always have our words, and answers of providers never.
            var wire = outcome is ExchangeOutcome.Completed or ExchangeOutcome.UpstreamRefused or ExchangeOutcome.ServedFromCache ? captured with { Error = null } : captured;
            var first = ExchangeReader.Read(wire);
            var again = ExchangeReader.Read(StoredExchange.ToCaptured(first.Row, first.Bodies));
            Assert.Equal(ExchangeReaderTests.Json(first.Row), ExchangeReaderTests.Json(again.Row));
            Assert.Equivalent(first.Bodies, again.Bodies, strict: true);
        }
    }

    [Fact]
    public void A_stream_error_is_found_anew_and_not_kept_for_ever()
    {
        var first = ExchangeReader.Read(Captured.Chat(response: "data: {\"error\":{\"message\":\"overloaded\"}}\n\n"));
        Assert.Equal(ExchangeOutcome.StreamError, first.Row.Outcome);
        var captured = StoredExchange.ToCaptured(first.Row, first.Bodies);
        Assert.Equal((ExchangeOutcome.Completed, null), (captured.Outcome, captured.Error));
    }

    [Fact]
    public void A_task_told_by_its_prompt_is_told_again_and_one_told_by_a_header_stays()
    {
        var byPrompt = Captured.Chat("""{"messages":[{"role":"user","content":"### Task:\nSuggest 3-5 relevant follow-up questions or prompts x"}]}""");
        var byHeader = byPrompt with { Labels = Labels.None with { Task = "own" } };
        var (prompt, header) = (ExchangeReader.Read(byPrompt), ExchangeReader.Read(byHeader));
        Assert.Equal(("follow_up_generation", "prefix"), (prompt.Row.Task, prompt.Row.TaskSource));
        Assert.Equal(("own", "header"), (header.Row.Task, header.Row.TaskSource));
        Assert.Null(StoredExchange.ToCaptured(prompt.Row, prompt.Bodies).Labels.Task);
        Assert.Equal("own", StoredExchange.ToCaptured(header.Row, header.Bodies).Labels.Task);
    }

    [Fact]
    public void A_header_that_said_no_task_says_so_again()
    {
        var prompt = Captured.Chat("""{"messages":[{"role":"user","content":"### Task:\nSuggest 3-5 relevant follow-up questions or prompts x"}]}""");
        var told = ExchangeReader.Read(prompt with { Labels = Labels.None with { Task = "" } });
        Assert.Equal((null, "header"), (told.Row.Task, told.Row.TaskSource));
        Assert.Equal("", StoredExchange.ToCaptured(told.Row, told.Bodies).Labels.Task);
    }

    [Fact]
    public void Nobody_of_the_body_stands_in_for_a_token_that_was_rejected_the_second_time_neither()
    {
        var rejected = Captured.Chat("""{"model":"m","user":"eve","messages":[]}""") with { Labels = Labels.None with { UserSource = IdentitySource.JwtRejected } };
        var first = ExchangeReader.Read(rejected);
        var again = ExchangeReader.Read(StoredExchange.ToCaptured(first.Row, first.Bodies));
        Assert.Equal((null, IdentitySource.JwtRejected), (first.Row.User, first.Row.UserSource));
        Assert.Equal(ExchangeReaderTests.Json(first.Row), ExchangeReaderTests.Json(again.Row));
    }

    [Fact]
    public void Every_recorded_exchange_is_read_the_same_the_second_time()
    {
        foreach (var recorded in WireCorpus.LoadOrSkip())
        {
            var first = ExchangeReader.Read(recorded.ToCaptured());
            var again = ExchangeReader.Read(StoredExchange.ToCaptured(first.Row, first.Bodies));
            Assert.Equal(ExchangeReaderTests.Json(first.Row), ExchangeReaderTests.Json(again.Row));
        }
    }
}
