using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace Observability.Architecture.Tests;

/// <summary>Writes docs/reliability.md: every fault, the tests that cause it, and what they saw.</summary>
internal static class ReliabilityDocument
{
    private const string Seen = "Seen: ";

    /// <summary>The faults there are: what each is, by its number.</summary>
    public static IReadOnlyDictionary<string, string> Faults { get; } = Repository.ReadText("tests/Architecture.Tests/faults.txt")
        .Split('\n', StringSplitOptions.RemoveEmptyEntries).ToDictionary(line => line[..4], line => line[5..], StringComparer.Ordinal);

    /// <summary>The document.</summary>
    /// <param name="folder">Where the test programs' results are, as xunit's XML.</param>
    /// <param name="now">When they ran.</param>
    public static string Of(string folder, DateTimeOffset now)
    {
        var tests = Directory.EnumerateFiles(folder, "*.xml").Order(StringComparer.Ordinal).SelectMany(Read).ToLookup(t => t.Fault, StringComparer.Ordinal);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Reliability

            What is done to the product on purpose, and what was seen. This table is written by `./reliability`, which does all of it, as often as the claims
            deserve (some two hours); `./reliability F-01 F-16` does a part and only shows it. `./test` does the same with fewer repetitions, and is what CI runs.
            Last written {now:yyyy-MM-dd}, on {Environment.ProcessorCount} processors, by {(Environment.UserName == "root" ? "root" : "an ordinary user")}.

            The law every fault is held to: *calls that a client saw finished = rows + what is in the spool + what is in quarantine + what was counted as dropped*;
            nothing is dropped unless the spool itself cannot be written; no row is there twice, and none differs in a byte. Clients and the fake provider keep
            books of their own, by a number in each call, so the product is not asked about itself. A killed process loses nothing that a client saw finished;
            a loss of power loses at most what came in the last 50 ms (`Spool__FsyncInterval`), with `Spool__Strict` nothing.


            """);
        text.Append("| fault | what was done | what was seen | command |\n|---|---|---|---|\n");
        foreach (var (fault, what) in Faults)
        {
            var rows = tests[fault].GroupBy(t => (t.Class, t.Method)).ToList();
            if (rows.Count == 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"| **{fault}** {what} | no test yet | – | |\n");
            }

            for (var i = 0; i < rows.Count; i++)
            {
                var name = i == 0 ? $"**{fault}** {what}" : "";
                text.Append(CultureInfo.InvariantCulture, $"| {name} | {LinkTo(rows[i].Key)} | {Say([.. rows[i]])} | {(i == 0 ? $"`./reliability {fault}`" : "")} |\n");
            }
        }

        return text.ToString();
    }

    private static IEnumerable<FaultTest> Read(string file) =>
        from test in XDocument.Load(file).Descendants("test")
        from trait in test.Descendants("trait")
        where (string?)trait.Attribute("name") == "Fault"
        select new FaultTest(
            (string)trait.Attribute("value")!, (string)test.Attribute("type")!, (string)test.Attribute("method")!, (string)test.Attribute("result")!,
            ((string?)test.Element("output") ?? "").Split('\n').Where(l => l.StartsWith(Seen, StringComparison.Ordinal)).Select(l => l[Seen.Length..].Trim()).LastOrDefault(),
            (string?)test.Element("reason"));

    private static string LinkTo((string Class, string Method) test)
    {
        var file = test.Class.Split('.')[^1].Split('+')[0] + ".cs";
        var folder = test.Class.Split('.')[1];
        var path = Repository.Tests.First(f => f.Parts[^1] == file && f.Path.StartsWith($"tests/{folder}.", StringComparison.Ordinal)).Path;
        return $"[{test.Method.Replace('_', ' ')}](../{path})";
    }

    private static string Say(IReadOnlyList<FaultTest> cases)
    {
        if (cases.FirstOrDefault(c => c.Result == "Fail") is not null)
        {
            return "**it failed**";
        }

        if (cases.All(c => c.Result != "Pass"))
        {
            return $"not done here: {cases[0].Reason}";
        }

        var seen = cases.Select(c => c.Seen).OfType<string>().ToList();
        return (cases.Count, seen.Count) switch
        {
            (_, > 0) => string.Join("; ", seen),
            (1, _) => "so it was",
            _ => $"so it was, {cases.Count} times over",
        };
    }

    private sealed record FaultTest(string Fault, string Class, string Method, string Result, string? Seen, string? Reason);
}
