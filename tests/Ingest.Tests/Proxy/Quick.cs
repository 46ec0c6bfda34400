namespace Observability.Ingest.Tests.Proxy;

/// <summary>Whether the slow tests, and most of the many recordings, are left out.</summary>
internal static class Quick
{
    public const string Reason = "Left out of a quick run (OBSERVABILITY_TEST_QUICK).";

    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("OBSERVABILITY_TEST_QUICK") is "1" or "true";
}
