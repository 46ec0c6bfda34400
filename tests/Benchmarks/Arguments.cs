using System.Globalization;

namespace Observability.Benchmarks;

/// <summary>What to measure.</summary>
/// <param name="Scenarios">Which loads.</param>
/// <param name="Targets">Which ways to the upstream: direct, nginx, ours.</param>
/// <param name="Seconds">Length of one measurement.</param>
/// <param name="Rounds">How often everything is measured; the medians are reported.</param>
internal sealed record Arguments(IReadOnlyList<Scenario> Scenarios, IReadOnlyList<string> Targets, double Seconds, int Rounds)
{
    public static string Usage =>
        $"""
        Usage: --scenario NAME[,NAME…]|all  --seconds N  --rounds N  --targets direct,nginx,ours
        Scenarios: {string.Join(", ", Scenario.All.Select(s => s.Name))}
        """;

    /// <summary>Reads the command line; null when it makes no sense.</summary>
    public static Arguments? Parse(string[] args)
    {
        if (Flags.Read(args, ("--scenario", "all"), ("--targets", "direct,nginx,ours"), ("--seconds", "5"), ("--rounds", "3")) is not { } given)
        {
            return null;
        }

        var names = given["--scenario"].Split(',');
        var scenarios = Scenario.All.Where(s => names.Contains("all") || names.Contains(s.Name)).ToList();
        var targets = given["--targets"].Split(',');
        return scenarios.Count > 0 && targets.All(t => t is "direct" or "nginx" or "ours")
            && double.TryParse(given["--seconds"], CultureInfo.InvariantCulture, out var seconds) && seconds > 0
            && int.TryParse(given["--rounds"], CultureInfo.InvariantCulture, out var rounds) && rounds > 0
            ? new(scenarios, targets, seconds, rounds)
            : null;
    }
}
