namespace Observability.Testing;

/// <summary>Whether this is a quick run: without the slow tests, and with few of the many recordings.</summary>
public static class Quick
{
    /// <summary>Why a slow test is skipped.</summary>
    public const string Reason = "Left out of a quick run (OBSERVABILITY_TEST_QUICK).";

    /// <summary>Set by <c>./test --quick</c>.</summary>
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("OBSERVABILITY_TEST_QUICK") is "1" or "true";
}
