using System.Text;
using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>Anthropic's own .NET client, told nothing but another address.</summary>
public sealed class AnthropicSdkTests
{
    private const string Message =
        """{"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[{"type":"text","text":"Hello there"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":2}}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_is_answered()
    {
        await using var upstream = RawUpstream.Saying(Requests.Json(Message));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = Client(proxy, proxy.Key);

        var answer = await client.Messages.Create(Question(), Ct);

        Assert.True(answer.Content[0].TryPickText(out var text));
        Assert.Equal("Hello there", text!.Text);
        var got = Assert.Single(upstream.Requests);
        Assert.Equal("/v1/messages", got.Target);
        Assert.Contains(got.Headers, h => h.Value.EndsWith("sk-ant", StringComparison.Ordinal));
        Assert.DoesNotContain(got.Headers, h => h.Value.Contains(proxy.Key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stream_arrives_event_by_event()
    {
        string[] events =
        [
            """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":1}}}""",
            """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello "}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"there"}}""",
            """{"type":"content_block_stop","index":0}""",
            """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":2}}""",
            """{"type":"message_stop"}""",
        ];
        var stream = events.SelectMany(e => Requests.Chunk($"event: {System.Text.Json.Nodes.JsonNode.Parse(e)!["type"]}\ndata: {e}\n\n"));
        await using var upstream = RawUpstream.Saying([.. Encoding.Latin1.GetBytes(Requests.StreamHead), .. stream, .. "0\r\n\r\n"u8]);
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = Client(proxy, proxy.Key);

        var text = new StringBuilder();
        await foreach (var e in client.Messages.CreateStreaming(Question(), Ct))
        {
            if (e.TryPickContentBlockDelta(out var delta) && delta!.Delta.TryPickText(out var piece))
            {
                text.Append(piece!.Text);
            }
        }

        Assert.Equal("Hello there", text.ToString());
    }

    [Fact]
    public async Task An_error_of_ours_is_the_client_s_own_kind_of_exception()
    {
        await using var upstream = RawUpstream.Saying("");
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = Client(proxy, "obs_w_wrong");

        var error = await Assert.ThrowsAnyAsync<AnthropicApiException>(() => client.Messages.Create(Question(), Ct));

        Assert.Equal(401, (int)error.StatusCode);
        Assert.Contains("needs a valid write key", error.Message, StringComparison.Ordinal);
    }

    private static AnthropicClient Client(ProxyHost proxy, string key) =>
        new() { ApiKey = "sk-ant", BaseUrl = $"http://127.0.0.1:{proxy.Port}/anthropic/{key}", MaxRetries = 0 };

    private static MessageCreateParams Question() => new() { MaxTokens = 10, Model = "claude-x", Messages = [new UserMessageParam("Hi")] };
}
