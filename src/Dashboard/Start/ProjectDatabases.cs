using System.Collections.Concurrent;
using Npgsql;
using Observability.Domain;

namespace Observability.Dashboard.Start;

/// <summary>A way to PostgreSQL for each project, behind PostgreSQL's own wall: what is opened here sees the rows of that project and no others.</summary>
/// <remarks>
/// Each project has connections of its own, which say from their first moment whose they are. So nothing is set when one is taken and nothing can be
/// left over when it is given back, whatever was cancelled or broke on it, and a question costs no round trip more. What is not in a project's scope,
/// that is jobs and those who look people and keys up, goes past the wall (<see cref="PastTheWallAttribute"/>). docs/decisions/0029.
/// </remarks>
/// <param name="everybody">Asked who pages are.</param>
/// <param name="settings">Says where PostgreSQL is.</param>
/// <param name="logger">Hears when there is no role for pages.</param>
internal sealed partial class ProjectDatabases([PastTheWall] NpgsqlDataSource everybody, Settings settings, ILogger<ProjectDatabases> logger)
    : IAsyncDisposable
{
    private const string Role = "observability_dashboard";

    // Whether the user of DATABASE_URL may lower itself, and whether there is anything it could do then.
    private const string MayLowerItself =
        $"""
        select coalesce((
            select pg_has_role(oid, case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end)
                and has_table_privilege(oid, 'projects', 'select') and not rolsuper and not rolbypassrls
            from pg_roles where rolname = '{Role}'), false)
        """;

    private readonly ConcurrentDictionary<Guid, Lazy<NpgsqlDataSource>> _projects = [];
    private string? _login;

    /// <summary>The way to the rows of one project.</summary>
    /// <exception cref="NpgsqlException">PostgreSQL cannot be asked who pages are.</exception>
    public NpgsqlDataSource Of(ProjectScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var login = _login ??= Login();
        return _projects.GetOrAdd(scope.ProjectId, project => new(() => Database.ForProject(login, project))).Value;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var project in _projects.Values)
        {
            await project.Value.DisposeAsync();
        }
    }

    // Asked for once and by whoever is first; several at once find out the same.
    private string Login()
    {
        if (settings.PagesDatabase() is { } own)
        {
            return own.Value;
        }

        using var command = everybody.CreateCommand(MayLowerItself);
        var text = new NpgsqlConnectionStringBuilder(settings.Database().Value);
        if (command.ExecuteScalar() is true)
        {
            text.Options = $"{text.Options} -c role={Role}".TrimStart();
        }
        else
        {
            NoRoleForPages();
        }

        return text.ConnectionString;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "Pages ask with all rights of DATABASE_URL's user: there is no role observability_dashboard that it may take on. docs/database-roles.md says how to make it")]
    private partial void NoRoleForPages();
}
