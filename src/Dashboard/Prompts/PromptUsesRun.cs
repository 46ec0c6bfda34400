namespace Observability.Dashboard.Prompts;

internal static class PromptUsesRun
{
    public static readonly TimeSpan LookedBack = TimeSpan.FromHours(24);
}
