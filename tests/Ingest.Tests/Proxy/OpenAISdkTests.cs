using System.ClientModel;
using System.ClientModel.Primitives;
using System.Diagnostics;
using System.Text;
using Observability.Domain.Exchanges;
using Observability.Testing.FakeProvider;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>OpenAI's own .NET client, and curl, told nothing but another address.</summary>
public sealed class OpenAISdkTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_chat_is_answered_whole_and_streamed_with_the_same_words()
    {
        await using var provider = await FakeProvider.StartAsync(new(), Ct);
        await using var proxy = await ProxyHost.StartAsync(provider.BaseUrl, Ct);
        var chat = Client(proxy).GetChatClient("gpt-4o-mini");

        var whole = await chat.CompleteChatAsync([new UserChatMessage("Hello")], cancellationToken: Ct);
        var streamed = new StringBuilder();
        await foreach (var update in chat.CompleteChatStreamingAsync([new UserChatMessage("Hello")], cancellationToken: Ct))
        {
            streamed.Append(string.Concat(update.ContentUpdate.Select(part => part.Text)));
        }

        Assert.NotEmpty(whole.Value.Content[0].Text);
        Assert.NotEmpty(streamed.ToString());
        Assert.True(whole.Value.Usage.OutputTokenCount > 0);
        Assert.Equal("/v1/chat/completions", (await proxy.RecordedAsync(Ct)).Target);
        Assert.Contains("[DONE]", Encoding.UTF8.GetString((await proxy.RecordedAsync(Ct)).Response.Bytes.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_is_called_with_arguments_that_parse()
    {
        await using var provider = await FakeProvider.StartAsync(new(), Ct);
        await using var proxy = await ProxyHost.StartAsync(provider.BaseUrl, Ct);
        var tool = ChatTool.CreateFunctionTool(
            "search_web", "Searches.", BinaryData.FromString("""{"type":"object","properties":{"query":{"type":"string"}},"required":["query"]}"""));

        var answer = await Client(proxy).GetChatClient("tool-caller").CompleteChatAsync(
            [new UserChatMessage("Look it up")], new ChatCompletionOptions { Tools = { tool } }, Ct);

        Assert.Equal(ChatFinishReason.ToolCalls, answer.Value.FinishReason);
        Assert.NotNull(System.Text.Json.Nodes.JsonNode.Parse(Assert.Single(answer.Value.ToolCalls).FunctionArguments.ToString()));
    }

    [Fact]
    public async Task An_embedding_has_its_numbers()
    {
        await using var provider = await FakeProvider.StartAsync(new(), Ct);
        await using var proxy = await ProxyHost.StartAsync(provider.BaseUrl, Ct);

        OpenAIEmbedding embedding = await Client(proxy).GetEmbeddingClient("text-embedding-3-small").GenerateEmbeddingAsync("text", cancellationToken: Ct);

        Assert.NotEqual(0, embedding.ToFloats().Length);
    }

    [Theory]
    [InlineData("fails-429", 429)]
    [InlineData("fails-500", 500)]
    public async Task A_provider_s_error_is_the_client_s_exception(string model, int status)
    {
        await using var provider = await FakeProvider.StartAsync(new(), Ct);
        await using var proxy = await ProxyHost.StartAsync(provider.BaseUrl, Ct);

        var error = await Assert.ThrowsAsync<ClientResultException>(
            () => Client(proxy).GetChatClient(model).CompleteChatAsync([new UserChatMessage("Hello")], cancellationToken: Ct));

        Assert.Equal(status, error.Status);
        Assert.Equal((ExchangeOutcome.UpstreamRefused, status), (await proxy.RecordedAsync(Ct)) is var r ? (r.Outcome, r.Status) : default);
    }

    [Fact]
    public async Task A_wrong_key_is_an_exception_that_says_what_to_do()
    {
        await using var provider = await FakeProvider.StartAsync(new(), Ct);
        await using var proxy = await ProxyHost.StartAsync(provider.BaseUrl, Ct);
        var client = Client(new Uri($"http://127.0.0.1:{proxy.Port}/v1/wrong"));

        var error = await Assert.ThrowsAsync<ClientResultException>(
            () => client.GetChatClient("gpt-4o").CompleteChatAsync([new UserChatMessage("Hello")], cancellationToken: Ct));

        Assert.Equal(401, error.Status);
        Assert.Contains("needs a valid write key", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_is_cancelled_stops_the_provider()
    {
        await using var provider = await FakeProvider.StartAsync(new() { TokensPerSecond = 50 }, Ct);
        await using var proxy = await ProxyHost.StartAsync(provider.BaseUrl, Ct);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Ct);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in Client(proxy).GetChatClient("long").CompleteChatStreamingAsync([new UserChatMessage("Hello")], cancellationToken: enough.Token))
            {
                if (update.ContentUpdate.Count > 0)
                {
                    await enough.CancelAsync();
                }
            }
        });

        Assert.Equal(ExchangeOutcome.ClientAborted, (await proxy.RecordedAsync(Ct)).Outcome);
    }

    [Fact]
    public async Task Curl_gets_the_model_list_and_a_stream()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/curl"), "curl is not installed.");
        await using var provider = await FakeProvider.StartAsync(new(), Ct);
        await using var proxy = await ProxyHost.StartAsync(provider.BaseUrl, Ct);
        var url = $"http://127.0.0.1:{proxy.Port}/v1/{proxy.Key}";

        Assert.Contains("gpt-4o-mini", await CurlAsync($"{url}/models"), StringComparison.Ordinal);
        var stream = await CurlAsync(
            "-N", "-H", "Content-Type: application/json", "-H", "Expect: 100-continue", "-d", """{"model":"gpt-4o","stream":true,"messages":[{"role":"user","content":"Hi"}]}""",
            $"{url}/chat/completions");
        Assert.EndsWith("data: [DONE]\n\n", stream, StringComparison.Ordinal);
    }

    private static async Task<string> CurlAsync(params string[] arguments)
    {
        using var curl = Process.Start(new ProcessStartInfo("/usr/bin/curl", ["-sS", "--fail", .. arguments]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = await curl.StandardOutput.ReadToEndAsync(Ct);
        await curl.WaitForExitAsync(Ct);
        Assert.Equal(0, curl.ExitCode);
        return output;
    }

    private static OpenAIClient Client(ProxyHost proxy) => Client(new Uri($"http://127.0.0.1:{proxy.Port}/v1/{proxy.Key}"));

    private static OpenAIClient Client(Uri endpoint) =>
        new(new ApiKeyCredential("sk-up"), new OpenAIClientOptions { Endpoint = endpoint, RetryPolicy = new ClientRetryPolicy(maxRetries: 0) });
}
