using System.Globalization;
using System.Text;
using System.Text.Json;
using Observability.Testing;

namespace Observability.Ingest.Tests.Proxy.Differential;

/// <summary>
/// Mutated connections, sent through the proxy and read directly: a request crosses as a strict server would have read it, or is refused and the
/// upstream sees nothing; and what the upstream saw is what is on record. docs/http.md says how to run a million.
/// </summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    private const int Lanes = 4;
    private const int BlockCases = 250;
    private const int MaxFindings = 8;
    private const int MaxShrinkings = 150;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static int Cases => Number("OBSERVABILITY_HTTP_CASES", Quick.IsOn ? 1_000 : Thorough.Or(2_000, 1_000_000));

    private static int Seed => Number("OBSERVABILITY_HTTP_SEED", 20_261_122);

    public static TheoryData<string> Found()
    {
        var names = new TheoryData<string>();
        foreach (var name in FoundVectors().Keys)
        {
            names.Add(name);
        }

        return names;
    }

    [Fact, Trait("Fault", "HTTP mutations")]
    public async Task Mutated_requests_cross_as_they_are_or_are_refused_and_the_upstream_sees_nothing()
    {
        output.WriteLine($"{Cases} cases of seed {Seed}");
        var seeds = Seeds.All();
        var findings = new List<string>();
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(_ => Task.Run(
            async () =>
            {
                await using var lane = await Lane.StartAsync(Ct);
                for (int block; (block = Interlocked.Increment(ref next)) * BlockCases < Cases && findings.Count < MaxFindings;)
                {
                    await RunAsync(lane, seeds, block * BlockCases, findings);
                }
            },
            Ct)));

        Assert.True(findings.Count == 0, $"Seed {Seed}:\n{string.Join('\n', findings)}");
    }

    [Theory, MemberData(nameof(Found))]
    public async Task What_a_mutation_once_got_through_is_held_off_for_good(string name)
    {
        await using var lane = await Lane.StartAsync(Ct);

        Assert.Null(await lane.JudgeAloneAsync(Encoding.Latin1.GetBytes(FoundVectors()[name]), Ct));
        Assert.True(await lane.IsBalancedAsync(Ct));
    }

    private async Task RunAsync(Lane lane, IReadOnlyList<byte[]> seeds, int first, List<string> findings)
    {
        var sent = new List<byte[]>();
        for (var number = first; number < Math.Min(first + BlockCases, Cases); number++)
        {
            var dice = new Random(unchecked((Seed * 1_000_003) + number));
            var bytes = Mutations.Of(seeds, dice);
            if (!lane.IsConnected)
            {
                sent.Clear();
            }

            sent.Add(bytes);
            if (await lane.JudgeAsync(bytes, waits: dice.Next(16) == 0, Ct) is { } wrong)
            {
                var finding = await ShrunkAsync(lane, bytes, sent, wrong);
                lock (findings)
                {
                    findings.Add($"case {number}: {finding}");
                    output.WriteLine(findings[^1]);
                }
            }
        }

        if (!await lane.IsBalancedAsync(Ct))
        {
            lock (findings)
            {
                findings.Add($"cases {first} and following: what the upstream saw is not what is on record");
            }
        }
    }

    // The bytes alone if they do it alone; else with all that had gone over their connection before.
    private static async Task<string> ShrunkAsync(Lane lane, byte[] bytes, List<byte[]> sent, string wrong)
    {
        if (await lane.JudgeAloneAsync(bytes, Ct) is not { } alone)
        {
            bytes = [.. sent.SelectMany(b => b)];
            alone = await lane.JudgeAloneAsync(bytes, Ct) ?? "";
        }

        if (alone.Length == 0)
        {
            return $"once only: {wrong}: {Written(bytes)}";
        }

        // Where nothing comes each try costs all our patience.
        var left = alone.StartsWith(Lane.Silence, StringComparison.Ordinal) ? 0 : MaxShrinkings;
        for (var size = bytes.Length / 2; size > 0; size /= 2)
        {
            for (var at = 0; at + size <= bytes.Length && left > 0; left--)
            {
                byte[] smaller = [.. bytes.AsSpan(0, at), .. bytes.AsSpan(at + size)];
                if (await lane.JudgeAloneAsync(smaller, Ct) is { } still && still.Split(' ').Take(3).SequenceEqual(alone.Split(' ').Take(3)))
                {
                    bytes = smaller;
                }
                else
                {
                    at += size;
                }
            }
        }

        return $"{alone}: {Written(bytes)}";
    }

    private static string Written(byte[] template) => JsonSerializer.Serialize(Encoding.Latin1.GetString(template));

    private static Dictionary<string, string> FoundVectors() =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllBytes(
            Path.Combine(SharedCorpora.RepositoryRoot, "tests", "Ingest.Tests", "Proxy", "Differential", "found.json")))!;

    private static int Number(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : usual;
}
