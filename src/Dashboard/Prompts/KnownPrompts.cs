using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Prompts;

namespace Observability.Dashboard.Prompts;

/// <summary>The prompts of one project as far as they are needed to tell which version an exchange was made from.</summary>
internal sealed class KnownPrompts
{
    /// <summary>How many versions are looked for in what was sent, the latest ones; a version that is named is found whichever it is.</summary>
    public const int MostPatterns = 300;

    private readonly Dictionary<string, Guid> _names;
    private readonly ILookup<Guid, Line> _versions;
    private readonly ILookup<(Guid Prompt, string Label), PromptLabel> _moves;
    private readonly List<Pattern> _patterns;

    private KnownPrompts(Dictionary<string, Guid> names, IEnumerable<Line> versions, IEnumerable<PromptLabel> moves, List<Pattern> patterns) =>
        (_names, _versions, _moves, _patterns) = (names, versions.ToLookup(v => v.Prompt), moves.ToLookup(m => (m.PromptId, m.Label)), patterns);

    /// <summary>Paths, without their queries, to which versions go that can be told by what they say.</summary>
    public string[] Paths => [.. _patterns.Select(p => p.Path).Distinct(StringComparer.Ordinal)];

    /// <summary>Reads them.</summary>
    public static async Task<KnownPrompts> OfAsync(ObservabilityDb db, Guid project, CancellationToken ct)
    {
        var names = await db.Prompts.Where(p => p.ProjectId == project).ToDictionaryAsync(p => p.Name, p => p.Id, StringComparer.Ordinal, ct);
        var versions = await db.PromptVersions.Where(v => v.ProjectId == project).OrderByDescending(v => v.Number)
            .Select(v => new Line(v.Id, v.PromptId, v.Number, v.CreatedAt)).ToListAsync(ct);
        var moves = await db.PromptLabels.Where(l => l.ProjectId == project).OrderByDescending(l => l.Id).ToListAsync(ct);
        var bodies = await db.PromptVersions
            .Where(v => v.ProjectId == project && v.Target != null && db.Prompts.Any(p => p.Id == v.PromptId && p.ArchivedAt == null))
            .OrderByDescending(v => v.CreatedAt).Take(MostPatterns).ToListAsync(ct);
        var patterns = new List<Pattern>();
        foreach (var version in bodies)
        {
            var whole = await PromptPartials.ExpandAsync(db, project, (version.Body, TemplateForm.Json), ct);
            if (whole.Template is { } template && PromptPattern.Of(template) is { } pattern)
            {
                patterns.Add(new(version.Id, version.CreatedAt, PathOf(version.Target!), pattern));
            }
        }

        return new(names, versions, moves, patterns);
    }

    /// <summary>The version a producer named: what the name or the label meant when the exchange started. Null when it named none that there is.</summary>
    public Guid? Named(string said, DateTimeOffset at)
    {
        if (PromptReference.Parse(said) is not { } reference || !_names.TryGetValue(reference.Name, out var prompt))
        {
            return null;
        }

        var number = reference.Label is { } label ? _moves[(prompt, label)].FirstOrDefault(m => m.At <= at)?.Number : reference.Number;
        return (reference is { Number: null, Label: null }
            ? _versions[prompt].FirstOrDefault(v => v.At <= at)
            : _versions[prompt].FirstOrDefault(v => v.Number == number))?.Id;
    }

    /// <summary>The version that what was sent says most of, and of several such the latest that was there; null when it says none.</summary>
    public Guid? Said(JsonElement body, string path, DateTimeOffset at) => _patterns
        .Where(p => p.Path == PathOf(path) && p.Says.Matches(body))
        .OrderByDescending(p => p.Says.Letters).ThenByDescending(p => p.At <= at).ThenByDescending(p => p.At <= at ? p.At.Ticks : -p.At.Ticks)
        .Select(p => (Guid?)p.Version).FirstOrDefault();

    private static string PathOf(string target) => target.Split('?', 2)[0];

    private sealed record Line(Guid Id, Guid Prompt, int Number, DateTimeOffset At);

    private sealed record Pattern(Guid Version, DateTimeOffset At, string Path, PromptPattern Says);
}
