using Observability.Dashboard;
using Observability.Dashboard.Audit;
using Observability.Dashboard.Start;
using Observability.Domain;

try
{
    var settings = Settings.FromEnvironment();
    await using var database = Database.ForSetUp(settings);
    await Database.MigrateAsync(database, TimeProvider.System, CancellationToken.None);
    if (args.Contains("--migrate-only"))
    {
        return 0;
    }

    if (args.Contains("--verify-audit"))
    {
        return await AuditCheck.RunAsync(database, Console.Out, CancellationToken.None) ? 0 : 1;
    }

    var masterKey = MasterKey.Load(settings);
    await MasterKey.CheckAsync(database, masterKey, CancellationToken.None);

    await new FirstStart(database, masterKey, TimeProvider.System).RunAsync(settings, Console.Out, CancellationToken.None);

    await using var app = DashboardApp.Build(args, settings, masterKey, DashboardApp.ListenAddress(settings));
    await DashboardApp.RunAsync(app);
    return 0;
}
catch (SettingException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
