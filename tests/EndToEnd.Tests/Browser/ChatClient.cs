using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Observability.EndToEnd.Tests.Browser;

/// <summary>A chat of Open WebUI as the proxy sees it: streams, sends everything again with each message, runs tools, asks for titles and tags beside it.</summary>
/// <param name="ingest">The proxy.</param>
/// <param name="key">A write key.</param>
/// <param name="chat">Id of the chat.</param>
internal sealed class ChatClient(Uri ingest, string key, string chat) : IDisposable
{
    private static readonly JsonNode Tools = JsonNode.Parse(
        """[{"type":"function","function":{"name":"tide_table","parameters":{"type":"object","properties":{"port":{"type":"string"}}}}}]""")!;

    private readonly HttpClient _client = new() { BaseAddress = ingest };

    public void Dispose() => _client.Dispose();

    /// <summary>Asks after what was said before; what was said with the answer.</summary>
    public async Task<IReadOnlyList<JsonNode>> AskAsync(IReadOnlyList<JsonNode> before, string question, string model, bool tools, CancellationToken ct)
    {
        List<JsonNode> messages = [.. before, new JsonObject { ["role"] = "user", ["content"] = question }];
        var answer = await SendAsync(messages, model, tools, ct);
        messages.Add(answer);
        while (answer["tool_calls"] is JsonArray calls)
        {
            messages.AddRange(calls.Select(c => new JsonObject { ["role"] = "tool", ["tool_call_id"] = c!["id"]!.GetValue<string>(), ["content"] = """{"high_water":"06:12"}""" }));
            messages.Add(answer = await SendAsync(messages, model, tools, ct));
        }

        return messages;
    }

    /// <summary>One of the calls nobody typed.</summary>
    public async Task TaskAsync(string opening, CancellationToken ct) =>
        await PostAsync(new JsonObject { ["model"] = "gpt-4o-mini", ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = $"### Task:\n{opening}" }), ["stream"] = false }, ct);

    private async Task<JsonNode> SendAsync(List<JsonNode> messages, string model, bool tools, CancellationToken ct)
    {
        var body = new JsonObject
        {
            ["model"] = model,
            ["stream"] = true,
            ["stream_options"] = new JsonObject { ["include_usage"] = true },
            ["messages"] = new JsonArray([.. messages.Select(m => m.DeepClone())]),
        };
        if (tools)
        {
            body["tools"] = Tools.DeepClone();
        }

        return Joined(await PostAsync(body, ct));
    }

    private async Task<string> PostAsync(JsonObject body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/{key}/chat/completions") { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", "sk-of-the-client");
        request.Headers.Add("X-OpenWebUI-Chat-Id", chat);
        request.Headers.Add("X-OpenWebUI-User-Id", "0b1c7c1e-1111-4222-8333-444455556666");
        request.Headers.Add("X-OpenWebUI-User-Name", "Anna");
        using var response = await _client.SendAsync(request, ct);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync(ct);
    }

    // Lines that begin with data:, tool calls put together by their index.
    private static JsonObject Joined(string stream)
    {
        var content = new StringBuilder();
        var calls = new SortedDictionary<int, (string Id, string Name, StringBuilder Arguments)>();
        foreach (var line in stream.Split('\n').Where(l => l.StartsWith("data: {", StringComparison.Ordinal)))
        {
            using var chunk = JsonDocument.Parse(line["data: ".Length..]);
            foreach (var delta in chunk.RootElement.GetProperty("choices").EnumerateArray().Select(c => c.GetProperty("delta")))
            {
                content.Append(delta.TryGetProperty("content", out var text) ? text.GetString() : null);
                foreach (var call in delta.TryGetProperty("tool_calls", out var made) ? made.EnumerateArray().ToArray() : [])
                {
                    var index = call.GetProperty("index").GetInt32();
                    if (call.TryGetProperty("id", out var id))
                    {
                        calls[index] = (id.GetString()!, call.GetProperty("function").GetProperty("name").GetString()!, new());
                    }

                    calls[index].Arguments.Append(call.GetProperty("function").TryGetProperty("arguments", out var piece) ? piece.GetString() : null);
                }
            }
        }

        var answer = new JsonObject { ["role"] = "assistant", ["content"] = content.ToString() };
        if (calls.Count > 0)
        {
            answer["tool_calls"] = new JsonArray([.. calls.Values.Select(c => new JsonObject
            {
                ["id"] = c.Id,
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = c.Name, ["arguments"] = c.Arguments.ToString() },
            })]);
        }

        return answer;
    }
}
