using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Npgsql;
using Observability.Domain;
using Observability.Ingest;

// Read once, when the first socket is made: see ProxySetup.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");

try
{
    var settings = Settings.FromEnvironment();
    await using var database = IngestApp.Database(settings);
    if (args.Contains("--migrate-only"))
    {
        await Schema.MigrateAsync(database, CancellationToken.None);
        return 0;
    }

    await using var app = IngestApp.Build(args, settings, database, IngestApp.ListenAddress(settings));
    await IngestApp.RunAsync(app, CancellationToken.None);
    return 0;
}
catch (Exception e) when (e is SettingException or OptionsValidationException or InvalidOperationException { InnerException: FormatException or ArgumentException })
{
    // The last one is the framework's: a setting that is no number, named with its value.
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
catch (IOException e) when (e.InnerException is AddressInUseException)
{
    await Console.Error.WriteLineAsync($"{e.Message} Another program listens there: stop it, or choose another port with OBSERVABILITY_INGEST_PORT.");
    return 2;
}
catch (Exception e) when (e is IOException or NpgsqlException)
{
    await Console.Error.WriteLineAsync($"Ingest cannot start: {e.Message}");
    return 1;
}
