using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Observability.Dashboard.Jobs;
using Observability.Dashboard.Revisions;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Pricing;
using Observability.Domain.Projects;
using Observability.Domain.Revisions;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Revisions;

/// <summary>A database of its own with a project and an admin of it; jobs and messages run on it by hand, so that a test decides when.</summary>
internal sealed class RevisionDesk(TestDatabase database, Guid project) : IAsyncDisposable
{
    public NpgsqlDataSource Source => database.DataSource;

    public Guid Project { get; } = project;

    public Caller Admin => new(Project, Access.Admin, "anna@example.com") { SeesBodies = true };

    public static async Task<RevisionDesk> OpenAsync(CancellationToken ct)
    {
        var database = await TestDatabase.CreateAsync(ct);
        return new(database, await AddProjectAsync(database.DataSource, "one", ct));
    }

    public static async Task<Guid> AddProjectAsync(NpgsqlDataSource source, string slug, CancellationToken ct)
    {
        await using var db = Some.Db(source);
        var project = new Project { Id = Guid.CreateVersion7(), Slug = slug, Name = slug, DefaultUpstream = "openai", CreatedAt = Some.Noon };
        db.Add(project);
        await db.SaveChangesAsync(ct);
        return project.Id;
    }

    /// <summary>Enters a price as if it had always been there.</summary>
    public async Task PriceAsync(string model, string rates, CancellationToken ct)
    {
        await using var db = Some.Db(Source);
        db.Add(new OwnPrice { Id = Guid.CreateVersion7(), ProjectId = Project, Model = model, Rates = rates, CreatedAt = Some.Noon, CreatedBy = "anna" });
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Stores exchanges of the project, a second apart, each as <paramref name="change"/> makes it.</summary>
    public async Task<IReadOnlyList<Exchange>> StoreAsync(int count, Action<int, Exchange> change, CancellationToken ct)
    {
        var all = Enumerable.Range(0, count).Select(i => Some.Exchange(Project, Some.Noon.AddSeconds(i))).ToList();
        for (var i = 0; i < count; i++)
        {
            change(i, all[i].Row);
        }

        await Some.StoreAsync(Source, all, ct);
        return [.. all.Select(e => e.Row)];
    }

    public async Task<Revision> OrderAsync(RevisionKind kind, string? model, CancellationToken ct)
    {
        await using var db = Some.Db(Source);
        var ordered = await new OrderRevisionHandler(db, Admin, TimeProvider.System).Handle(new(kind, Some.Noon, Some.Noon.AddDays(1), null, null, model), ct);
        return ordered.Revision!;
    }

    public async Task<DecidedRevision> DecideAsync(Guid id, RevisionDecision decision, CancellationToken ct)
    {
        await using var db = Some.Db(Source);
        return await new DecideRevisionHandler(db, Admin, TimeProvider.System).Handle(new(id, decision), ct);
    }

    public Task<RevisionPreview> PreviewAsync(Guid id, CancellationToken ct) => PreviewAsync(id, Settings.From(new Dictionary<string, string>()), ct);

    public async Task<RevisionPreview> PreviewAsync(Guid id, Settings settings, CancellationToken ct)
    {
        await using var db = Some.Db(Source);
        return (await new OneRevisionHandler(db, Admin, settings).Handle(new(id), ct))!;
    }

    /// <summary>One page by a job that knows nothing of the pages before; false when there was nothing to do.</summary>
    public async Task<bool> RoundAsync(CancellationToken ct)
    {
        await using var db = Some.Db(Source);
        return await new RevisionsJob(db, TimeProvider.System, NullLogger<RevisionsJob>.Instance).RoundAsync(ct) is not null;
    }

    public async Task WorkOffAsync(CancellationToken ct)
    {
        while (await RoundAsync(ct))
        {
        }
    }

    /// <summary>Orders, works out, applies.</summary>
    public async Task<Guid> ApplyAsync(RevisionKind kind, string? model, CancellationToken ct)
    {
        var revision = await OrderAsync(kind, model, ct);
        await WorkOffAsync(ct);
        Assert.Null((await DecideAsync(revision.Id, RevisionDecision.Apply, ct)).Refusal);
        await WorkOffAsync(ct);
        return revision.Id;
    }

    /// <summary>Every row of exchanges as PostgreSQL writes it, every column and every digit, in the order of their start.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync(CancellationToken ct)
    {
        await using var command = Source.CreateCommand("select e::text from exchanges e order by started_at, id");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<string>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    /// <summary>A number that PostgreSQL works out, as text with all its digits.</summary>
    public async Task<string?> AskAsync(string sql, CancellationToken ct)
    {
        await using var command = Source.CreateCommand(sql);
        return (await command.ExecuteScalarAsync(ct))?.ToString();
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();
}
