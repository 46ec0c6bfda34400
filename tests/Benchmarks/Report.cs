using System.Globalization;
using System.Text;

namespace Observability.Benchmarks;

/// <summary>Prints medians over the rounds as Markdown, with ratios to nginx of the same run.</summary>
internal static class Report
{
    public static string Print(Arguments arguments, Measurements measurements)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{arguments.Rounds} rounds of {arguments.Seconds} s, medians. Added = over direct in the same round. CPU = user + system per request, children included.\n\n");
        text.Append("| scenario | target | req/s | p50 µs | p99 µs | added p50 µs | ÷ nginx | added first byte µs | ÷ nginx | event delay added µs | CPU µs | ÷ nginx | PostgreSQL CPU µs | PSS MiB | broken |\n");
        text.Append("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
        foreach (var scenario in arguments.Scenarios)
        {
            foreach (var target in arguments.Targets)
            {
                text.Append(Row(scenario, target, measurements.All)).Append('\n');
            }
        }

        foreach (var chats in arguments.Scenarios.Where(s => MockAnswer.Of(s.Answer).ToFirst > TimeSpan.Zero))
        {
            text.Append('\n').Append(ChatReport.Print(chats, arguments.Targets, measurements.All));
        }

        if (arguments.Targets.Contains("ours"))
        {
            var answered = measurements.All.Where(m => m.Target == "ours").Sum(m => m.Answered + m.Broken);
            text.Append(CultureInfo.InvariantCulture, $"\nConservation: {answered} exchanges through ours, {measurements.RowsAdded} rows in PostgreSQL when the last settling pause ended.\n");
        }

        return text.ToString();
    }

    private static string Row(Scenario scenario, string target, IReadOnlyList<Measurement> all)
    {
        var ours = all.Where(m => m.Scenario == scenario.Name && m.Target == target).ToList();
        var added = Added(all, scenario, target, m => m.P50);
        var first = Added(all, scenario, target, m => m.FirstByteP50);
        var delay = Added(all, scenario, target, m => m.EventDelayP50 ?? double.NaN);
        var cpu = Median(ours.Select(m => m.Cpu));
        string[] cells =
        [
            scenario.Says, target, Number(Median(ours.Select(m => m.PerSecond))), Number(Median(ours.Select(m => m.P50))), Number(Median(ours.Select(m => m.P99))),
            Number(added), Ratio(added, Added(all, scenario, "nginx", m => m.P50)), Number(first), Ratio(first, Added(all, scenario, "nginx", m => m.FirstByteP50)), Number(delay),
            Number(cpu), Ratio(cpu, Median(all.Where(m => m.Scenario == scenario.Name && m.Target == "nginx").Select(m => m.Cpu))),
            target == "ours" ? Number(Median(ours.Select(m => m.PostgresCpu))) : "", Number(Median(ours.Select(m => m.PssMebibytes))), Number(ours.Sum(m => m.Broken)),
        ];
        return $"| {string.Join(" | ", cells)} |";
    }

    // Median over the rounds of what a target adds to direct in the same round.
    private static double Added(IReadOnlyList<Measurement> all, Scenario scenario, string target, Func<Measurement, double> value) =>
        target == "direct"
            ? double.NaN
            : Median(
                from m in all
                where m.Scenario == scenario.Name && m.Target == target
                from direct in all
                where direct.Scenario == m.Scenario && direct.Target == "direct" && direct.Round == m.Round
                select value(m) - value(direct));

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Where(double.IsFinite).Order().ToList();
        return sorted.Count == 0 ? double.NaN : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static string Number(double value) => double.IsFinite(value) ? value.ToString("#,0", CultureInfo.InvariantCulture) : "";

    private static string Ratio(double value, double reference) =>
        double.IsFinite(value) && double.IsFinite(reference) && reference > 0 ? (value / reference).ToString("0.0", CultureInfo.InvariantCulture) : "";
}
