namespace Observability.Dashboard.Datasets;

/// <summary>What datasets need beside their messages.</summary>
internal static class DatasetRegistration
{
    public static IServiceCollection AddDatasets(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<DatasetsOptions>().BindConfiguration("Datasets").ValidateDataAnnotations();
        return services.AddScoped<DatasetDesk>();
    }
}
