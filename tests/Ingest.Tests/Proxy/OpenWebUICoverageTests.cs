using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>Which of Open WebUI's fifty cases is shown by which test: those whose names carry the number, and those with it as a trait.</summary>
public sealed partial class OpenWebUICoverageTests
{
    private const int Cases = 50;

    // Labels, tasks and a browser's own calls are shown by OpenWebUIIdentityTests.
    private static readonly int[] OfIdentity = [9, 10, 11, 12, 13, 14, 15, 47];

    [Fact]
    public void Each_of_the_fifty_cases_has_a_test()
    {
        var covered = Tests().SelectMany(Numbers).ToHashSet();
        var elsewhere = typeof(OpenWebUICoverageTests).Assembly.GetType("Observability.Ingest.Tests.Proxy.OpenWebUIIdentityTests") is null ? OfIdentity : [];

        Assert.Equal([], Enumerable.Range(1, Cases).Except(elsewhere).Where(number => !covered.Contains(number)));
    }

    [Fact]
    public void No_test_claims_a_case_that_there_is_not() =>
        Assert.Equal([], Tests().Where(test => Numbers(test).Any(number => number is < 1 or > Cases)).Select(test => test.Name));

    private static IEnumerable<MethodInfo> Tests() => typeof(OpenWebUICoverageTests).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods()).Where(method => method.GetCustomAttributes<FactAttribute>().Any());

    private static IEnumerable<int> Numbers(MethodInfo test)
    {
        var traits = test.GetCustomAttributes<TraitAttribute>().Where(trait => trait.Name == "case").Select(trait => trait.Value);
        var names = CaseInName().Matches(test.Name).Select(match => match.Groups["number"].Value);
        return traits.Concat(names).Select(number => int.Parse(number, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex("^Case_(?<number>[0-9]{2})_")]
    private static partial Regex CaseInName();
}
