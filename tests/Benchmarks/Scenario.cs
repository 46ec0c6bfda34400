namespace Observability.Benchmarks;

/// <summary>One kind of load.</summary>
/// <param name="Name">On the command line and in the report.</param>
/// <param name="Says">What it is, for the report.</param>
/// <param name="Answer">What the upstream answers: a name in <see cref="MockAnswer"/>.</param>
/// <param name="PromptBytes">Size of the request body, about.</param>
/// <param name="Connections">Closed loop: how many, each sending its next request when the last was answered. Open loop: as many as it takes.</param>
/// <param name="Rate">Open loop: requests a second; null = closed loop.</param>
internal sealed record Scenario(string Name, string Says, string Answer, int PromptBytes, int Connections, int? Rate)
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("plain-1k", "1 KB, one connection", "1k", 1000, 1, null),
        new("plain-1k-16", "1 KB, 16 connections, full speed", "1k", 1000, 16, null),
        new("plain-1k-open", "1 KB, open loop, 500 a second", "1k", 1000, 0, 500),
        new("steady-2000", "1 KB, open loop, 2,000 a second", "1k", 1000, 0, 2000),
        new("prompt-32k", "32 KB prompt, 1 KB answer, one connection", "1k", 32_000, 1, null),
        new("answer-32k", "1 KB prompt, 32 KB answer, one connection", "32k", 1000, 1, null),
        new("sse", "54 events without delay, one connection", "sse", 1000, 1, null),
        new("sse-8", "54 events without delay, 8 connections", "sse", 1000, 8, null),
        new("chats", "50 chats of Open WebUI, first token after 400 ms, then 33 a second", "chat", 6000, 50, null),
        new("streams-200", "200 streams of 100 events, one every 20 ms", "paced", 1000, 200, null),
    ];
}
