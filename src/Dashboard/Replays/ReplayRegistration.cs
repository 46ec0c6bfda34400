namespace Observability.Dashboard.Replays;

/// <summary>What sending calls takes.</summary>
internal static class ReplayRegistration
{
    public static IServiceCollection AddReplays(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<ReplayOptions>().BindConfiguration("Replays").ValidateDataAnnotations();
        services.AddSingleton<IngestSender>();
        services.AddSingleton<SendLimit>();
        return services;
    }
}
