using System.Text;
using Observability.Domain.Formats;

namespace Observability.Domain.Tests.Formats;

/// <summary>Azure OpenAI as Open WebUI calls it: classic, with the model in the path alone, and v1.</summary>
public sealed class AzureTests
{
    private const string Filter = """data: {"choices":[],"id":"","model":"","prompt_filter_results":[{"prompt_index":0,"content_filter_results":{"hate":{"filtered":false,"severity":"safe"}}}]}""";
    private const string Piece = """data: {"choices":[{"delta":{"content":"Moss","role":"assistant"},"index":0,"finish_reason":"stop"}],"id":"c1","model":"gpt-4o-mini-2024-07-18"}""";

    [Theory]
    [InlineData("/openai/deployments/gpt-4o-mini/chat/completions", "gpt-4o-mini")]
    [InlineData("/openai/deployments/m%C3%BCller%2Fgpt%204o/chat/completions", "müller/gpt 4o")]
    [InlineData("/prefix/openai/deployments/gpt%2D4o/chat/completions", "gpt-4o")]
    public void Classic_names_the_model_in_its_path(string path, string model)
    {
        var reading = Read("azure", path, """{"stream": true, "messages": [{"role": "user", "content": "Hi"}]}""", $"{Filter}\n\n{Piece}\n\ndata: [DONE]\n\n");
        Assert.Equal((model, "gpt-4o-mini-2024-07-18", "Moss"), (reading.ModelRequested, reading.ModelServed, reading.Output[0].Text));

        // The filter's own frame is no content: the first token comes after it.
        Assert.InRange(reading.FirstTokenOffset!.Value, Filter.Length + 1, Filter.Length + Piece.Length + 4);
    }

    [Theory]
    [InlineData("/openai/v1/chat/completions", "openai.chat")]
    [InlineData("/openai/v1/responses", "openai.responses")]
    [InlineData("/openai/v1/embeddings", "openai.embeddings")]
    [InlineData("/openai/deployments/ada/embeddings", "openai.embeddings")]
    public void Both_generations_are_read_by_OpenAIs_formats(string path, string format) =>
        Assert.Equal(format, ProviderFormats.Select("azure", Call(path, """{"model":"m"}""", ""))?.Name);

    [Fact]
    public void Embeddings_of_a_deployment_have_its_model()
    {
        var reading = Read("azure", "/openai/deployments/ada/embeddings", """{"input":["a"]}""", """{"data":[{"embedding":[0.1]}],"usage":{"prompt_tokens":1,"total_tokens":1}}""");
        Assert.Equal("ada", reading.ModelRequested);
    }

    private static Reading Read(string family, string path, string request, string answer)
    {
        var call = Call(path, request, answer);
        return ProviderFormats.Select(family, call)!.Read(call);
    }

    private static WireExchange Call(string path, string request, string answer) =>
        new("POST", path, 200, "application/json", Encoding.UTF8.GetBytes(request), answer.StartsWith('{') ? "application/json" : "text/event-stream", Encoding.UTF8.GetBytes(answer))
        {
            Query = "api-version=2024-10-21",
        };
}
