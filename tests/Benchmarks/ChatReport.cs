using System.Globalization;
using System.Text;

namespace Observability.Benchmarks;

/// <summary>Prints what people who chat notice: when something comes, when the first word comes, how late each word is. All rounds together.</summary>
internal static class ChatReport
{
    private static readonly Column[] Columns =
    [
        new("first byte p50", m => m.FirstBytes, 0.5), new("p99", m => m.FirstBytes, 0.99),
        new("first text p50", m => m.FirstContents, 0.5), new("p99", m => m.FirstContents, 0.99),
        new("event delay p50", m => m.EventDelays, 0.5), new("p99", m => m.EventDelays, 0.99),
    ];

    public static string Print(Scenario scenario, IReadOnlyList<string> targets, IReadOnlyList<Measurement> all)
    {
        var measured = all.Where(m => m.Scenario == scenario.Name).ToList();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{scenario.Says}; {measured.Max(m => m.Round) + 1} rounds together, milliseconds.\n\n");
        text.Append(CultureInfo.InvariantCulture, $"| | chats | {string.Join(" | ", Columns.Select(c => c.Name))} | broken |\n|---|--:|{string.Concat(Columns.Select(_ => "--:|"))}--:|\n");
        foreach (var target in targets)
        {
            var own = Of(measured, target);
            text.Append(CultureInfo.InvariantCulture, $"| {target} | {own.Sum(m => m.Answered):#,0} | {Cells(c => Milliseconds(Pooled(own, c), false))} | {own.Sum(m => m.Broken):#,0} |\n");
        }

        foreach (var target in targets.Where(t => t != "direct" && targets.Contains("direct")))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {target} − direct | | {Cells(c => Milliseconds(Difference(measured, target, c), true))} | |\n");
            text.Append(CultureInfo.InvariantCulture, $"| {target} − direct, round by round | | {Cells(c => Rounds(measured, target, c))} | |\n");
        }

        return text.ToString();
    }

    private static List<Measurement> Of(IEnumerable<Measurement> all, string target) => [.. all.Where(m => m.Target == target)];

    private static string Cells(Func<Column, string> cell) =>
        string.Join(" | ", Columns.Select(cell));

    private static double Pooled(IEnumerable<Measurement> own, Column column) =>
        Measurement.At([.. own.SelectMany(column.Times).Order()], column.Share);

    private static double Difference(
        IReadOnlyCollection<Measurement> measured, string target, Column column) =>
        Pooled(Of(measured, target), column) - Pooled(Of(measured, "direct"), column);

    private static string Rounds(
        IReadOnlyCollection<Measurement> measured, string target, Column column) =>
        string.Join(" · ", measured.Select(m => m.Round).Distinct().Order()
            .Select(round => Milliseconds(Difference([.. measured.Where(m => m.Round == round)], target, column), true)));

    private static string Milliseconds(double microseconds, bool signed) =>
        double.IsFinite(microseconds) ? (microseconds / 1000).ToString(signed ? "+0.00;−0.00;0.00" : "0.00", CultureInfo.InvariantCulture) : "";

    private sealed record Column(string Name, Func<Measurement, IReadOnlyList<double>> Times, double Share);
}
