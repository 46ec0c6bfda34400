using System.Net.Sockets;
using Npgsql;
using Observability.Domain;

namespace Observability.Dashboard.Start;

/// <summary>The dashboard's ways to PostgreSQL.</summary>
internal static class Database
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenNotices = TimeSpan.FromSeconds(10);

    // Questions are many and short: compiling one takes longer than answering it, and grouping thousands of users should not go by way of the disk.
    private const string Questions = "-c statement_timeout=5000 -c jit=off -c work_mem=16MB";

    // Beyond it a page waits for a connection: more at once only make each other slow, and there may be many projects.
    private const int ConnectionsOfProject = 20;

    /// <summary>
    /// For those who look people and keys up, and for jobs: sees all projects. A statement that takes longer than 5 s is ended, so that no question can
    /// occupy the server; jobs say otherwise where they must.
    /// </summary>
    public static NpgsqlDataSource ForQueries(Settings settings)
    {
        var text = new NpgsqlConnectionStringBuilder(settings.Database().Value) { ApplicationName = "observability-dashboard" };
        text.Options = $"{text.Options} {Questions}".TrimStart();
        return NpgsqlDataSource.Create(text);
    }

    /// <summary>For pages and the API: sees one project, from the first moment of each connection to its last; statements are ended likewise.</summary>
    /// <param name="login">Where, and as whom.</param>
    /// <param name="project">The project.</param>
    public static NpgsqlDataSource ForProject(string login, Guid project)
    {
        var text = new NpgsqlConnectionStringBuilder(login) { ApplicationName = "observability-pages" };
        text.Options = $"{text.Options} {Questions} -c app.project={project}".TrimStart();
        text.MaxPoolSize = Math.Min(text.MaxPoolSize, ConnectionsOfProject);
        text.ConnectionIdleLifetime = 60;
        // Nothing is left to be reset, and servers without the mend of CVE-2024-10978 would reset the role as well.
        text.NoResetOnClose = true;
        return NpgsqlDataSource.Create(text);
    }

    /// <summary>For migrations, first start and jobs: no limit on a statement.</summary>
    public static NpgsqlDataSource ForSetUp(Settings settings) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(settings.Database().Value) { ApplicationName = "observability-set-up" });

    /// <summary>Applies what is missing of the migrations, waiting for a PostgreSQL that is still starting and saying so on standard error.</summary>
    /// <exception cref="SettingException">PostgreSQL refuses us, or the schema is not one this build can use.</exception>
    public static async Task MigrateAsync(NpgsqlDataSource database, TimeProvider time, CancellationToken ct)
    {
        var noticed = long.MinValue;
        while (true)
        {
            try
            {
                await Schema.MigrateAsync(database, ct);
                return;
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification
                or PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.InsufficientPrivilege)
            {
                throw new SettingException($"PostgreSQL refuses DATABASE_URL: {e.MessageText}. Check its user, password, database and rights.");
            }
            catch (NpgsqlException e) when (e.IsTransient || e.InnerException is SocketException or IOException)
            {
                if (noticed == long.MinValue || time.GetElapsedTime(noticed) > BetweenNotices)
                {
                    noticed = time.GetTimestamp();
                    await Console.Error.WriteLineAsync($"PostgreSQL cannot be reached yet: {e.Message} Trying again every second.");
                }

                await Task.Delay(Pause, time, ct);
            }
        }
    }
}
