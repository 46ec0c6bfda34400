using Microsoft.EntityFrameworkCore;
using Npgsql;
using Observability.Domain;
using Observability.Domain.Keys;
using Observability.Domain.Pricing;
using Observability.Domain.Projects;
using Observability.Domain.Upstreams;

namespace Observability.Benchmarks.Seeding;

/// <summary>What an admin would have configured before such a history: a project, its keys, the upstreams that are not builtin.</summary>
/// <param name="Id">The project.</param>
/// <param name="Keys">Its keys.</param>
/// <param name="Upstreams">Every upstream, for pricing.</param>
internal sealed record SeedProject(Guid Id, IReadOnlyList<Guid> Keys, IReadOnlyList<BillingUpstream> Upstreams)
{
    private static readonly string[] KeyNames =
        ["Open WebUI", "Support desk", "Intranet chat", "Engineering", "Mobile app", "Evaluations", "Scripts", "Document import"];

    private static readonly (string Name, string Url, bool AllowPrivate)[] MoreUpstreams =
    [
        ("deepseek", "https://api.deepseek.com/v1", false), ("groq", "https://api.groq.com/openai/v1", false),
        ("mistral", "https://api.mistral.ai/v1", false), ("xai", "https://api.x.ai/v1", false), ("vllm", "http://10.0.0.20:8000/v1", true),
    ];

    /// <summary>Finds them in a database of this build, or makes them.</summary>
    public static async Task<SeedProject> FindOrMakeAsync(NpgsqlDataSource database, DateTimeOffset now, CancellationToken ct)
    {
        await using var db = new ObservabilityDb(new DbContextOptionsBuilder<ObservabilityDb>().UseNpgsql(database).Options);
        var project = await db.Projects.OrderBy(p => p.CreatedAt).FirstOrDefaultAsync(ct);
        if (project is null)
        {
            project = new Project { Id = Guid.CreateVersion7(now), Slug = "default", Name = "Default", CreatedAt = now };
            db.Add(project);
            await db.SaveChangesAsync(ct);
        }

        var keys = await KeysAsync(db, project.Id, now, ct);
        var known = await db.Upstreams.Select(u => u.Name).ToListAsync(ct);
        db.AddRange(MoreUpstreams.Where(u => !known.Contains(u.Name)).Select(u => new Upstream
        {
            Id = Guid.CreateVersion7(now),
            Name = u.Name,
            BaseUrl = u.Url,
            Format = "openai",
            AllowPrivate = u.AllowPrivate,
            UpdatedAt = now,
        }));
        await db.SaveChangesAsync(ct);
        return new(project.Id, keys, [.. MoreUpstreams.Select(u => new BillingUpstream(null, u.Name, new(u.Url), u.AllowPrivate) { Format = "openai" })]);
    }

    private static async Task<IReadOnlyList<Guid>> KeysAsync(ObservabilityDb db, Guid project, DateTimeOffset now, CancellationToken ct)
    {
        var known = await db.Keys.Where(k => k.ProjectId == project && k.Kind == KeyKind.Write && KeyNames.Contains(k.Name))
            .GroupBy(k => k.Name).ToDictionaryAsync(k => k.Key, k => k.Min(key => key.Id), ct);
        foreach (var name in KeyNames.Where(n => !known.ContainsKey(n)))
        {
            // Nobody gets to know its text: it is there to be named.
            var text = KeyText.Generate(KeyKind.Write).Value;
            var key = new Key
            {
                Id = Guid.CreateVersion7(now),
                ProjectId = project,
                Kind = KeyKind.Write,
                Name = name,
                Digest = KeyText.DigestOf(text),
                Hint = KeyText.HintOf(text),
                CreatedAt = now,
                Client = name == KeyNames[0] ? KeyClient.OpenWebUI : KeyClient.Any,
            };
            db.Add(key);
            known[name] = key.Id;
        }

        await db.SaveChangesAsync(ct);
        return [.. KeyNames.Select(n => known[n])];
    }
}
