using System.Text;
using System.Text.Json.Nodes;
using Observability.Testing.OpenWebUI;

namespace Observability.Benchmarks;

/// <summary>One way to the upstream.</summary>
/// <param name="Name">direct, nginx or ours.</param>
/// <param name="Port">Where it listens.</param>
/// <param name="Path">Path of the chat call there.</param>
/// <param name="ProcessId">The process that is in between; null = none.</param>
internal sealed record Target(string Name, int Port, string Path, int? ProcessId)
{
    private static readonly OpenWebUIUser User =
        new("0b1c7c1e-1111-4222-8333-000000000001", "José 李", "jose@example.com", "user", "7f0c0000-1111-4222-8333-000000000001");

    private static readonly string Words = string.Concat(Enumerable.Repeat("What is in the archive? ", 2000));

    /// <summary>The whole request, head and body.</summary>
    public byte[] Request(Scenario scenario) => scenario.Answer == "chat" ? Chat(scenario) : Plain(scenario);

    // Open WebUI's bytes; half of them is what was said before.
    private byte[] Chat(Scenario scenario)
    {
        var half = Words[..(scenario.PromptBytes / 2)];
        JsonObject Said(string role, string text) => new() { ["role"] = role, ["content"] = text };
        return OpenWebUIRequest.Chat(
            new($"http://127.0.0.1:{Port}{Path[..Path.IndexOf("/chat/", StringComparison.Ordinal)]}"), User, [("X-OpenWebUI-Task", ""), ("X-Bench-Answer", scenario.Answer)],
            new()
            {
                ["model"] = "gpt-4o-mini",
                ["stream"] = true,
                ["messages"] = new JsonArray(Said("user", half), Said("assistant", "In the archive are letters."), Said("user", half)),
            });
    }

    private byte[] Plain(Scenario scenario)
    {
        var stream = MockAnswer.Of(scenario.Answer).IsStream ? "true" : "false";
        var frame = $$"""{"model":"gpt-4o-mini","stream":{{stream}},"messages":[{"role":"user","content":"@"}]}""";
        var body = frame.Replace("@", Words[..Math.Max(0, scenario.PromptBytes - frame.Length)], StringComparison.Ordinal);
        return Encoding.ASCII.GetBytes(
            $"POST {Path} HTTP/1.1\r\nHost: 127.0.0.1:{Port}\r\nContent-Type: application/json\r\nAuthorization: Bearer sk-bench\r\nAccept: */*\r\n"
            + $"User-Agent: bench\r\nX-Bench-Answer: {scenario.Answer}\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }
}
