namespace Observability.Architecture.Tests;

/// <summary>Fails with every place that breaks a rule, and the rule's reason.</summary>
internal static class Rule
{
    public static void Holds(string reason, IEnumerable<string> broken)
    {
        var list = broken.ToList();
        Assert.True(list.Count == 0, $"{reason}\n  {string.Join("\n  ", list)}");
    }
}
