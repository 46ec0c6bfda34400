namespace Observability.Dashboard.Experiments;

/// <summary>What experiments need beside their messages.</summary>
internal static class ExperimentRegistration
{
    public static IServiceCollection AddExperiments(this IServiceCollection services) =>
        services.AddScoped<ExperimentPlanner>().AddScoped<ExperimentCosts>().AddScoped<AnswerReading>();
}
