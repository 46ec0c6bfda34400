namespace Observability.Testing;

/// <summary>Whether this is a thorough run: the same tests of faults, each as often and as long as its claim deserves (<c>./reliability</c>).</summary>
public static class Thorough
{
    /// <summary>Set by <c>./reliability</c>.</summary>
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("OBSERVABILITY_TEST_THOROUGH") is "1" or "true";

    /// <summary>How often something is done: so often in an ordinary run, so often in a thorough one.</summary>
    public static int Or(int ordinary, int thorough) => IsOn ? thorough : ordinary;
}
