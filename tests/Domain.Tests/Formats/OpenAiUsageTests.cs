using System.Text;
using Observability.Domain.Formats;

namespace Observability.Domain.Tests.Formats;

/// <summary>The ways in which relatives of OpenAI's API count, each told from the answer alone.</summary>
public sealed class OpenAiUsageTests
{
    [Theory]
    [InlineData("all in one", "m", """{"prompt_tokens":10,"completion_tokens":4,"total_tokens":14}""", 10, 4)]
    [InlineData("reasoning inside", "m", """{"prompt_tokens":10,"completion_tokens":9,"total_tokens":19,"completion_tokens_details":{"reasoning_tokens":5}}""", 10, 9)]
    [InlineData("xAI: reasoning on top, by the total", "grok-4", """{"prompt_tokens":10,"completion_tokens":9,"total_tokens":24,"completion_tokens_details":{"reasoning_tokens":5}}""", 10, 14)]
    [InlineData("reasoning above completion", "m", """{"prompt_tokens":10,"completion_tokens":3,"completion_tokens_details":{"reasoning_tokens":5}}""", 10, 8)]
    [InlineData("OpenRouter: never on top", "m", """{"prompt_tokens":10,"completion_tokens":3,"total_tokens":13,"is_byok":false,"completion_tokens_details":{"reasoning_tokens":5}}""", 10, 3)]
    [InlineData("Vercel with Google's models", "google/gemini-3", """{"prompt_tokens":10,"completion_tokens":9,"total_tokens":19,"market_cost":"0.1","is_byok":false,"completion_tokens_details":{"reasoning_tokens":5}}""", 10, 14)]
    [InlineData("Vercel with others", "openai/gpt-5", """{"prompt_tokens":10,"completion_tokens":9,"total_tokens":19,"market_cost":"0.1","completion_tokens_details":{"reasoning_tokens":5}}""", 10, 9)]
    [InlineData("Azure Foundry: cached left out", "grok-3", """{"prompt_tokens":7,"completion_tokens":2,"total_tokens":9,"prompt_tokens_details":{"cached_tokens":163}}""", 170, 2)]
    [InlineData("Mistral: audio on top", "voxtral", """{"prompt_tokens":4,"completion_tokens":27,"total_tokens":406,"prompt_tokens_details":{"audio_tokens":375}}""", 379, 27)]
    [InlineData("audio inside", "gpt-audio", """{"prompt_tokens":40,"completion_tokens":27,"total_tokens":67,"prompt_tokens_details":{"audio_tokens":30}}""", 40, 27)]
    [InlineData("Gemini: thinking only in the total", "gemini-2.5", """{"prompt_tokens":35,"completion_tokens":12,"total_tokens":109}""", 35, 74)]
    [InlineData("Open WebUI: the whole reply, not its last round", "m", """{"prompt_tokens":5,"completion_tokens":2,"input_tokens":50,"output_tokens":20,"total_tokens":70}""", 50, 20)]
    [InlineData("beyond 64 bits is unknown", "m", """{"prompt_tokens":5,"completion_tokens":99999999999999999999}""", 5, null)]
    public void Totals_are_what_was_really_read_and_written(string what, string model, string usage, int? input, int? output)
    {
        var read = Read(model, usage);
        Assert.True((read?.Input, read?.Output) == (input, output), $"{what}: {read}");
    }

    [Theory]
    [InlineData("""{"prompt_tokens":9,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":3}}""", 3)]
    [InlineData("""{"prompt_tokens":9,"completion_tokens":1,"prompt_cache_hit_tokens":3}""", 3)]
    [InlineData("""{"prompt_tokens":9,"completion_tokens":1,"num_cached_tokens":3}""", 3)]
    [InlineData("""{"prompt_tokens":9,"completion_tokens":1,"cached_tokens":3}""", 3)]
    [InlineData("""{"prompt_tokens":9,"completion_tokens":1,"prompt_tokens_details":null}""", null)]
    public void Cached_tokens_are_found_where_each_provider_puts_them(string usage, int? cached) =>
        Assert.Equal(cached, Read("m", usage)?.CacheRead);

    [Fact]
    public void Later_numbers_of_a_stream_replace_earlier_ones_and_are_never_added()
    {
        const string Body = """
            data: {"choices":[{"index":0,"delta":{"content":"a"}}],"usage":{"prompt_tokens":10,"completion_tokens":1}}

            data: {"choices":[{"index":0,"delta":{"content":"b"}}],"usage":{"completion_tokens":2,"prompt_tokens":null}}

            data: {"choices":[],"x_groq":{"usage":{"prompt_tokens":10,"completion_tokens":3,"queue_time":0.1}},"usage":null}


            """;
        Assert.Equal(new Usage(10, Output: 3), Format("openai.chat").Read(Wire(Body, "text/event-stream")).Usage);
    }

    private static Usage? Read(string model, string usage) =>
        Format("openai.chat").Read(Wire($$"""{"model":"{{model}}","choices":[],"usage":{{usage}}}""", "application/json")).Usage;

    private static ProviderFormat Format(string name) => ProviderFormats.All.Single(f => f.Name == name);

    private static WireExchange Wire(string body, string type) =>
        new("POST", "/v1/chat/completions", 200, "application/json", default, type, Encoding.UTF8.GetBytes(body));
}
