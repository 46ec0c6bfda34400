namespace Observability.Dashboard.Start;

internal static class FirstStart
{
    public static Task RunAsync() => Task.CompletedTask;
}
