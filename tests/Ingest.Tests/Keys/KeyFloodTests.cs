using Observability.Domain.Keys;
using Observability.Ingest.Tests.Proxy;

namespace Observability.Ingest.Tests.Keys;

/// <summary>Somebody tries keys. The host of these tests has no database at all: what answers, answers from memory.</summary>
[Trait("Fault", "F-54")]
public sealed class KeyFloodTests
{
    private const int Guesses = 5_000;
    private const int Connections = 10;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Thousands_of_guesses_get_one_and_the_same_answer_reach_no_upstream_and_keep_nobody_out()
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        var answers = new HashSet<string>(StringComparer.Ordinal);
        using var client = await proxy.ConnectAsync(Ct);
        var guessing = Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => GuessAsync(proxy, answers)));
        var served = 0;
        while (!guessing.IsCompleted || served == 0)
        {
            var answer = await client.CallAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", Requests.Chat), Ct);
            Assert.Equal("{}", answer.Text);
            served++;
        }

        await guessing;
        Assert.Single(answers);
        Assert.Equal(served, upstream.Requests.Count);
        Assert.Equal(Guesses, proxy.Spool.Counters.Refused.Value);
        TestContext.Current.TestOutputHelper?.WriteLine($"Seen: {Guesses} guesses refused from memory with one answer, {served} calls served beside them");
    }

    // One in two is well-formed and nobody's; of the others the checksum is wrong.
    private static async Task GuessAsync(ProxyHost proxy, HashSet<string> answers)
    {
        using var guesser = await proxy.ConnectAsync(Ct);
        for (var i = 0; i < Guesses / Connections; i++)
        {
            var key = KeyText.Generate(KeyKind.Write).Value;
            key = i % 2 == 0 ? key : key[..^1] + (key[^1] == 'x' ? 'y' : 'x');
            var answer = await guesser.CallAsync(Requests.Post($"/v1/{key}/chat/completions", "{}"), Ct);
            lock (answers)
            {
                answers.Add($"{answer.StartLine} {answer.Text}");
            }
        }
    }
}
