using System.Text;
using Observability.Domain.Formats;

namespace Observability.Domain.Tests.Formats;

/// <summary>Open WebUI's own API, as it answers when it is the upstream.</summary>
public sealed class OpenWebUiTests
{
    [Fact]
    public void What_was_retrieved_is_told_with_its_distances_and_length()
    {
        var reading = Read(
            """
            data: {"sources": [{"source": {"id": "kb1", "name": "a.pdf"}, "document": ["four", "more"], "metadata": [{"file_id": "f1"}], "distances": [0.42]}]}

            data: {"choices":[{"index":0,"delta":{"content":"Yes"},"finish_reason":"stop"}]}

            """, "text/event-stream");
        var source = Assert.Single(reading.Sources);
        Assert.Equal(("kb1", "a.pdf", null, null), (source.Id, source.Name, source.Kind, source.Url));
        Assert.Equal([0.42], source.Distances);
        Assert.Equal((2, 8L), (source.Passages, source.Characters));

        // Retrieval is not the answer: the first token comes later.
        Assert.True(reading.FirstTokenOffset > 140);
    }

    [Fact]
    public void Of_an_answer_made_in_several_rounds_all_rounds_are_counted()
    {
        var reading = Read("""{"choices":[],"usage":{"prompt_tokens":120,"completion_tokens":9,"input_tokens":310,"output_tokens":44,"total_tokens":354}}""");
        Assert.Equal(new Usage(310, Output: 44), reading.Usage);
    }

    [Fact]
    public void Ollamas_own_numbers_are_read_where_they_are_handed_on()
    {
        var reading = Read("""{"choices":[],"usage":{"load_duration":1334875,"prompt_eval_count":26,"prompt_eval_duration":342546000,"eval_count":282,"eval_duration":4535599000,"total_duration":4883583458}}""");
        Assert.Equal(new Usage(26, Output: 282), reading.Usage);
        Assert.Equal(TimeSpan.FromTicks(45355990), reading.ProviderTimings!.Decode);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("""{"status":true,"task_ids":["a","b"],"chat_id":"c"}""")]
    public void An_answer_that_goes_into_the_chat_is_no_empty_completion(string body)
    {
        var reading = Read(body);
        Assert.Null(reading.Usage);
        Assert.Empty(reading.Output);
        Assert.Null(reading.Error);
        Assert.True(reading.Complete);
        Assert.Contains("not known here", Assert.Single(reading.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_web_page_that_calls_itself_a_success_is_an_error()
    {
        var reading = Read("<!doctype html><html><title>Chat</title></html>", "text/html; charset=utf-8");
        Assert.Contains("web page", reading.Error, StringComparison.Ordinal);
        var call = new WireExchange("GET", "/api/v1/nowhere", 200, null, default, "text/html", "<!doctype html><title>Open WebUI</title>"u8.ToArray());
        Assert.Equal("openwebui.page", ProviderFormats.Select("openwebui", call)?.Name);
    }

    [Fact]
    public void A_refusal_is_told_in_its_own_words()
    {
        var call = Call("""{"detail":"Model not found"}""", "application/json") with { Status = 400 };
        Assert.Equal("Model not found", ProviderFormats.Select("openwebui", call)!.Read(call).Error);
    }

    [Fact]
    public void The_chat_named_in_the_body_is_the_session() =>
        Assert.Equal("c1", Read("null").Session);

    [Fact]
    public void Endless_sources_are_bounded()
    {
        var sources = string.Join(',', Enumerable.Repeat("""{"source":{"id":"x"},"distances":[1e999,"no",0.5]}""", 1_500));
        var reading = Read($$"""{"sources":[{{sources}}],"choices":[]}""");
        Assert.Equal(1_000, reading.Sources.Count);
        Assert.Equal([0.5], reading.Sources[0].Distances);
    }

    private static Reading Read(string body, string type = "application/json")
    {
        var call = Call(body, type);
        return ProviderFormats.Select("openwebui", call)!.Read(call);
    }

    private static WireExchange Call(string body, string type) => new(
        "POST", "/api/chat/completions", 200, "application/json",
        """{"model":"m","messages":[{"role":"user","content":"Hi"}],"chat_id":"c1"}"""u8.ToArray(), type, Encoding.UTF8.GetBytes(body));
}
