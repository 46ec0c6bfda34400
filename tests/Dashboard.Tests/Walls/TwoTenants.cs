using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Observability.Domain.Projects;
using Quartz;

namespace Observability.Dashboard.Tests.Walls;

/// <summary>A dashboard with two projects. In the other one everything holds a word that is nowhere else.</summary>
public sealed class TwoTenants : IAsyncLifetime
{
    /// <summary>The word. It is a name, a key's name, a header, a text: whatever takes it.</summary>
    public const string Canary = "canary7f3a9";

    private static readonly JsonSerializerOptions Everything = new() { ReferenceHandler = ReferenceHandler.IgnoreCycles, IncludeFields = true, MaxDepth = 256 };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    internal static IReadOnlyList<Type> MessageTypes { get; } =
        [.. typeof(Messages).Assembly.GetTypes().Where(t => !t.IsAbstract && t.IsAssignableTo(typeof(IBaseRequest))).OrderBy(t => t.Name, StringComparer.Ordinal)];

    internal DashboardHost Host { get; private set; } = null!;

    internal Guid Ours { get; private set; }

    internal Guid Theirs { get; private set; }

    /// <summary>Ids of everything of the other project, by table.</summary>
    internal IReadOnlyList<(string Table, Guid Id)> TheirIds { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        Host = await DashboardHost.StartAsync(Ct);
        // What is ordered here is carried out by nobody: rows change by messages alone.
        await (await Host.App.Services.GetRequiredService<ISchedulerFactory>().GetScheduler(Ct)).Standby(Ct);
        Theirs = Guid.CreateVersion7();
        await using (var db = Some.Db(Host.Database.DataSource))
        {
            Ours = (await db.Projects.SingleAsync(Ct)).Id;
            db.Add(new Project { Id = Theirs, Slug = "theirs", Name = Canary, DefaultUpstream = "openai", CreatedAt = Some.Noon });
            await db.SaveChangesAsync(Ct);
        }

        var body = Encoding.UTF8.GetBytes($$"""{"model":"{{Canary}}","messages":[{"role":"user","content":"{{Canary}}"}]}""");
        var exchange = Some.Exchange(Theirs, DateTimeOffset.UtcNow.AddMinutes(-5), body, body);
        (exchange.Row.User, exchange.Row.UserName, exchange.Row.Session, exchange.Row.ModelRequested, exchange.Row.ModelServed) = (Canary, Canary, Canary, Canary, Canary);
        (exchange.Row.RequestPreview, exchange.Row.ResponsePreview, exchange.Row.Error) = (Canary, Canary, Canary);
        await Some.StoreAsync(Host.Database.DataSource, [exchange], Ct);
        await ExecuteAsync($"insert into conversations (project_id, session, first_at, last_at) values ('{Theirs}', '{Canary}', now(), now())");
        await SendAllAsync(Theirs, exchange.Row.Id);
        TheirIds = await IdsAsync();
        await SendAllAsync(Theirs, TheirIds.Last(i => i.Table == "datasets").Id);
        await RollAsync();
        TheirIds = await IdsAsync();
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    /// <summary>Sends every message there is as an administrator of a project, and says what came of each.</summary>
    internal async Task<IReadOnlyList<(Type Message, string Answer)>> SendAllAsync(Guid project, Guid id, Func<Type, bool>? which = null)
    {
        var answers = new List<(Type, string)>();
        foreach (var type in MessageTypes.Where(which ?? (t => t.Name != "DeleteProject")))
        {
            answers.Add((type, await SendAsync(project, new Made(id, Canary).Of(type))));
        }

        return answers;
    }

    internal async Task<string> SendAsync(Guid project, object message)
    {
        var caller = new Caller(ProjectScope.Authorised(project), Enum.GetValues<Access>().Max(), "tester");
        // Whoever sees texts: what a project may not see of another does not hang on that.
        if (typeof(Caller).GetProperty("SeesBodies") is { } sees)
        {
            sees.SetValue(caller, true);
        }

        try
        {
            var result = message.GetType().GetInterfaces().Single(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequest<>)).GetGenericArguments()[0];
            var send = typeof(Messages).GetMethod(nameof(Messages.SendAsync))!.MakeGenericMethod(result);
            var task = (Task)send.Invoke(Host.App.Services.GetRequiredService<Messages>(), [caller, message, Ct])!;
            await task;
            return Print(task.GetType().GetProperty("Result")!.GetValue(task));
        }
#pragma warning disable CA1031 // Whatever it says, it must not say the word.
        catch (Exception e)
        {
            return e.ToString();
        }
#pragma warning restore CA1031
    }

    private async Task<IReadOnlyList<(string, Guid)>> IdsAsync()
    {
        var ids = new List<(string, Guid)> { ("projects", Theirs) };
        foreach (var table in await TextsAsync(
            """
            select c.relname from pg_class c join pg_attribute p on p.attrelid = c.oid and p.attname = 'project_id' join pg_attribute i on i.attrelid = c.oid and i.attname = 'id'
            where c.relkind in ('r', 'p') and not c.relispartition and c.relrowsecurity and i.atttypid = 'uuid'::regtype order by 1
            """))
        {
            ids.AddRange((await TextsAsync($"select id::text from {table} where project_id = '{Theirs}' order by id limit 2")).Select(i => (table, Guid.Parse(i))));
        }

        return ids;
    }

    private async Task RollAsync() => await new Domain.Rollups.RollupRun(Host.Database.DataSource, TimeProvider.System, Domain.Rollups.RollupPace.Usual).RunAsync(Ct);

    private static string Print(object? result)
    {
        try
        {
            return JsonSerializer.Serialize(result, Everything);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException or JsonException)
        {
            return $"{result}";
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = Host.Database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }

    internal async Task<IReadOnlyList<string>> TextsAsync(string sql)
    {
        await using var command = Host.Database.DataSource.CreateCommand(sql);
        await using var rows = await command.ExecuteReaderAsync(Ct);
        var texts = new List<string>();
        while (await rows.ReadAsync(Ct))
        {
            texts.Add(rows.GetString(0));
        }

        return texts;
    }
}
