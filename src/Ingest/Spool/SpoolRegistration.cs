using Observability.Domain;

namespace Observability.Ingest.Spool;

/// <summary>Puts the spool and its writer into a host.</summary>
public static class SpoolRegistration
{
    /// <summary>Adds <see cref="Spool"/>, <see cref="ExchangeWriter"/> and their counters; needs an <c>NpgsqlDataSource</c> with a connect timeout of 5 s, and <see cref="Prices.CurrentPrices"/>.</summary>
    public static IServiceCollection AddSpool(this IServiceCollection services, Settings settings)
    {
        services.AddOptionsWithValidateOnStart<SpoolOptions>().BindConfiguration("Spool").ValidateDataAnnotations();
        services.PostConfigure<SpoolOptions>(o => o.Folder = o.Folder.Length > 0 ? o.Folder : Path.Combine(settings.DataFolder, "spool"));
        services.AddMetrics();
        services.AddSingleton<SpoolCounters>();
        services.AddSingleton<Spool>();
        services.AddHostedService(p => p.GetRequiredService<Spool>());
        services.AddHostedService<ExchangeWriter>();
        return services;
    }
}
