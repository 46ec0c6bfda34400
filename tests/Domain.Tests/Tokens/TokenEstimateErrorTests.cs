using System.Globalization;
using Observability.Domain.Formats;
using Observability.Domain.Tests.Formats;
using Observability.Domain.Tokens;

namespace Observability.Domain.Tests.Tokens;

/// <summary>How far estimates are off, measured on recorded exchanges whose provider counted. Prints the table of docs/token-estimates.md.</summary>
public sealed class TokenEstimateErrorTests
{
    [Fact]
    public void Estimates_of_text_are_as_good_as_their_documentation_says()
    {
        var measured = Measured().ToList();
        TestContext.Current.TestOutputHelper?.WriteLine(Table(measured));
        Assert.True(measured.Count > 300, "The recordings are there, but hardly any was measured.");

        // OpenAI's own encodings: a token or two of what is around a message, and nothing on long texts.
        var exact = measured.Where(m => m is { Family: "gpt-4o" or "gpt-4", HasTools: false }).ToList();
        Assert.InRange(Median(exact.Select(m => m.Input)), -0.01, 0.01);
        Assert.InRange(Ninety(exact.Select(m => m.Input)), 0, 0.05);
        Assert.InRange(Median(exact.Select(m => m.Output)), -0.05, 0.01);

        // All others, by rule.
        var estimated = measured.Where(m => m is { HasTools: false, Family: not ("gpt-4o" or "gpt-4" or "gpt-5") }).ToList();
        Assert.InRange(Median(estimated.Select(m => m.Input)), -0.10, 0.10);
        Assert.InRange(Median(estimated.Select(m => m.Output)), -0.10, 0.10);
    }

    private static IEnumerable<Measurement> Measured()
    {
        foreach (var recorded in WireCorpus.LoadOrSkip())
        {
            if (ProviderFormats.Select("", recorded.Exchange) is not { } format || format.Read(recorded.Exchange) is not { Usage: { } usage } reading
                || !IsText(reading) || TokenEstimate.Of(reading with { Usage = null }, format.Endpoint, recorded.Exchange.RequestBody)?.Usage is not { } estimate)
            {
                continue;
            }

            // Of reasoning mostly a summary is shown, or nothing: it cannot be counted, and where there was any the output is not compared.
            var hidden = usage.Reasoning > 0;
            yield return new(
                TokenRules.Of(reading.ModelServed ?? reading.ModelRequested).Family, reading.ToolsOffered.Count > 0, usage.Input,
                Error(estimate.Input, usage.Input), hidden ? null : Error(estimate.Output, usage.Output));
        }
    }

    private static bool IsText(Reading reading) => reading.Input.Count > 0
        && reading.Input.Concat(reading.Output).SelectMany(m => m.Parts).All(p => p is not (MediaPart or UnknownPart));

    private static double? Error(long? estimate, long? counted) => counted is > 0 ? (double?)(estimate - counted) / counted : null;

    private static string Table(IReadOnlyList<Measurement> measured)
    {
        var groups = measured.GroupBy(m => m.Family + (m.HasTools ? ", with tools" : "")).Where(g => g.Count() >= 5).OrderBy(g => g.First().HasTools).ThenByDescending(g => g.Count())
            .Select(g => (g.Key, Rows: g.ToList()))
            .Append(("all without tools", [.. measured.Where(m => !m.HasTools)]))
            .Append(("OpenAI's without tools, input of 300 tokens and more", [.. measured.Where(m => m is { HasTools: false, Counted: >= 300 } && m.Family.StartsWith("gpt-", StringComparison.Ordinal))]))
            .Append(("all with tools", [.. measured.Where(m => m.HasTools)]));
        var lines = groups.Select(g => $"| {g.Key} | {Figures(g.Rows.Select(m => m.Input))} | {Figures(g.Rows.Select(m => m.Output))} |");
        return "| rule | inputs | median | 9 of 10 within | outputs | median | 9 of 10 within |\n|---|---|---|---|---|---|---|\n" + string.Join('\n', lines);
    }

    private static string Figures(IEnumerable<double?> errors)
    {
        var known = errors.OfType<double>().ToList();
        return known.Count < 5 ? $"{known.Count} | | " : $"{known.Count} | {Percent(Rank([.. known.Order()], 0.5))} | {Percent(Rank([.. known.Select(Math.Abs).Order()], 0.9))}";
    }

    private static string Percent(double share) =>
        share.ToString("0.0 %;−0.0 %;0 %", CultureInfo.InvariantCulture);

    private static double Median(IEnumerable<double?> errors) => Rank([.. errors.OfType<double>().Order()], 0.5);

    private static double Ninety(IEnumerable<double?> errors) => Rank([.. errors.OfType<double>().Select(Math.Abs).Order()], 0.9);

    private static double Rank(double[] sorted, double share) => sorted.Length == 0 ? double.NaN : sorted[(int)Math.Ceiling(share * sorted.Length) - 1];

    private sealed record Measurement(string Family, bool HasTools, long? Counted, double? Input, double? Output);
}
