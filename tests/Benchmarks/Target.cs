using System.Text;

namespace Observability.Benchmarks;

/// <summary>One way to the upstream.</summary>
/// <param name="Name">direct, nginx or ours.</param>
/// <param name="Port">Where it listens.</param>
/// <param name="Path">Path of the chat call there.</param>
/// <param name="ProcessId">The process that is in between; null = none.</param>
internal sealed record Target(string Name, int Port, string Path, int? ProcessId)
{
    private static readonly string Words = string.Concat(Enumerable.Repeat("What is in the archive? ", 2000));

    /// <summary>The whole request, head and body.</summary>
    public byte[] Request(Scenario scenario)
    {
        var stream = MockAnswer.Of(scenario.Answer).IsStream ? "true" : "false";
        var frame = $$"""{"model":"gpt-4o-mini","stream":{{stream}},"messages":[{"role":"user","content":"@"}]}""";
        var body = frame.Replace("@", Words[..Math.Max(0, scenario.PromptBytes - frame.Length)], StringComparison.Ordinal);
        return Encoding.ASCII.GetBytes(
            $"POST {Path} HTTP/1.1\r\nHost: 127.0.0.1:{Port}\r\nContent-Type: application/json\r\nAuthorization: Bearer sk-bench\r\nAccept: */*\r\n"
            + $"User-Agent: bench\r\nX-Bench-Answer: {scenario.Answer}\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }
}
