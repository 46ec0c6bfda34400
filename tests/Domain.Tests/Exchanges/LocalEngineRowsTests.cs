using Observability.Domain.Exchanges;
using Observability.Domain.Pricing;

namespace Observability.Domain.Tests.Exchanges;

/// <summary>What becomes of the calls of local engines and of Open WebUI when they are stored.</summary>
public sealed class LocalEngineRowsTests
{
    [Theory]
    [InlineData("/api/generate", """{"model":"x","keep_alive":0,"prompt":""}""", """{"model":"x","response":"","done":true,"done_reason":"unload"}""", "unload")]
    [InlineData("/api/pull", """{"model":"x"}""", "{\"status\":\"pulling manifest\"}\n{\"status\":\"success\"}\n", "pull")]
    [InlineData("/api/show", """{"model":"x"}""", """{"details":{"family":"llama"}}""", "show")]
    [InlineData("/v1/models/unload", """{"model":"x"}""", """{"success":true}""", "unload")]
    public void Management_costs_nothing_and_has_no_tokens(string path, string request, string answer, string endpoint)
    {
        var row = Row("ollama", "ollama", path, request, answer);
        Assert.Equal((endpoint, "x", ExchangeOutcome.Completed), (row.Endpoint, row.ModelRequested, row.Outcome));
        Assert.Equal((PricingState.NotBilled, null, null, null), (row.Pricing, row.CostUsd, row.InputTokens, row.OutputTokens));
    }

    [Theory]
    [InlineData("/api/chat", """{"model":"x","messages":[{"role":"user","content":"Hi"}]}""", "{\"message\":{\"content\":\"a\"},\"done\":false}\n")]
    [InlineData("/api/generate", """{"model":"x","prompt":"Hi"}""", "{\"response\":\"a\",\"done\":false}\n")]
    [InlineData("/api/pull", """{"model":"x"}""", "{\"status\":\"pulling manifest\"}\n")]
    public void An_error_that_Open_WebUI_swallows_is_an_error_of_the_row(string path, string request, string line)
    {
        var failed = Row("ollama", "ollama", path, request, line + line + "{\"error\":\"an error was encountered while running the model\"}\n");
        Assert.Equal((ExchangeOutcome.StreamError, "an error was encountered while running the model"), (failed.Outcome, failed.Error));
        var cut = Row("ollama", "ollama", path, request, line + line);
        Assert.Equal(ExchangeOutcome.StreamError, cut.Outcome);
        Assert.Contains("without its end mark", cut.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_phases_of_a_local_engine_are_on_its_row()
    {
        var row = Row("ollama", "ollama", "/api/chat", """{"model":"x","messages":[{"role":"user","content":"Hi"}]}""",
            """{"model":"x","message":{"role":"assistant","content":"a"},"done":true,"done_reason":"stop","total_duration":4883583458,"load_duration":1334875,"prompt_eval_count":26,"prompt_eval_duration":342546000,"eval_count":282,"eval_duration":4535599000}""" + "\n");
        Assert.Equal((1_334L, 4_103L, 342_546L, 4_535_599L), (row.LoadUs, row.QueueUs, row.PrefillUs, row.DecodeUs));
        Assert.Equal(62.17, Math.Round(row.OutputTokensPerSecond!.Value, 2));
    }

    [Fact]
    public void What_goes_through_Open_WebUI_is_unpriced_because_it_bills_nothing_itself()
    {
        var row = Row("openwebui", "openwebui", "/api/chat/completions", """{"model":"gpt-4o-mini","chat_id":"c1","messages":[{"role":"user","content":"Hi"}]}""",
            """{"sources":[{"source":{"id":"kb1"},"document":["d"]}],"model":"gpt-4o-mini","choices":[{"message":{"content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1}}""");
        Assert.Equal((PricingState.Unpriced, "c1", (short)1), (row.Pricing, row.Session, row.Sources));
        Assert.StartsWith("Open WebUI (openwebui) bills nothing itself", row.UnpricedReason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_web_page_in_the_place_of_an_answer_is_a_failure_that_costs_nothing()
    {
        var row = Row("openwebui", "openwebui", "/api/chat/completions", """{"model":"m","messages":[]}""", "<!doctype html><title>Open WebUI</title>", "text/html");
        Assert.Equal((ExchangeOutcome.StreamError, PricingState.NotBilled), (row.Outcome, row.Pricing));
        Assert.Contains("web page", row.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_names_the_session_before_the_body_does()
    {
        var chat = Captured.Chat() with { Request = Captured.Body("""{"model":"m","chat_id":"body","messages":[]}""") };
        Assert.Equal("body", ExchangeReader.Read(chat).Row.Session);
        Assert.Equal("header", ExchangeReader.Read(chat with { Labels = Labels.None with { Session = "header" } }).Row.Session);
    }

    private static Exchange Row(string upstream, string family, string path, string request, string answer, string? type = null) => ExchangeReader.Read(Captured.Chat() with
    {
        Upstream = upstream,
        Family = family,
        Target = path,
        Request = Captured.Body(request),
        Response = Captured.Body(answer),
        ResponseHeaders = new([new("Content-Type", type ?? (answer.EndsWith('\n') ? "application/x-ndjson" : "application/json"))], 0),
    }).Row;
}
