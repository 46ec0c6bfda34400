using Npgsql;
using Observability.Domain;
using Observability.Domain.Upstreams;
using Observability.Ingest.Keys;
using Observability.Ingest.Operations;
using Observability.Ingest.Prices;
using Observability.Ingest.Upstreams;

namespace Observability.Ingest.Configuration;

/// <summary>Registers keys, upstreams, prices and what keeps them in step with the database.</summary>
public static class ConfigurationRegistration
{
    /// <summary>Adds <see cref="Keyring"/>, <see cref="UpstreamTable"/> and <see cref="ConfigurationFeed"/>. Needs an <see cref="NpgsqlDataSource"/>.</summary>
    /// <exception cref="SettingException">The master key or an upstream's variable is wrong.</exception>
    public static IServiceCollection AddConfigurationFeed(this IServiceCollection services, Settings settings)
    {
        var masterKey = MasterKey.Load(settings);
        var environment = EnvironmentUpstreams.Read(settings);
        services.AddOptionsWithValidateOnStart<ConfigurationOptions>().BindConfiguration("Configuration").ValidateDataAnnotations();
        services.AddSingleton<Keyring>();
        services.AddSingleton<UpstreamTable>();
        services.AddSingleton<CurrentPrices>();
        services.AddSingleton(di => new UpstreamSources(environment, new CredentialCipher(masterKey), di.GetRequiredService<ILogger<UpstreamSources>>()));
        services.AddSingleton<CurrentConfiguration>();
        services.AddSingleton(di => new ConfigurationDatabase(di.GetRequiredService<NpgsqlDataSource>(), masterKey));
        services.AddSingleton(di => new ConfigurationSnapshot(settings, di.GetRequiredService<ILogger<ConfigurationSnapshot>>()));
        services.AddSingleton<ConfigurationFeed>();
        services.AddHostedService(di => di.GetRequiredService<ConfigurationFeed>());
        services.AddSingleton(di => new ReadinessCheck("configuration", () => Obstacle(di.GetRequiredService<CurrentConfiguration>())));
        return services;
    }

    private static string? Obstacle(CurrentConfiguration current) => current.Origin is ConfigurationOrigin.None
        ? "Keys and upstreams were not read yet: the database does not answer and there is no snapshot of them."
        : null;
}
