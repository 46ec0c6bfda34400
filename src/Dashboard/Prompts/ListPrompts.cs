using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;

namespace Observability.Dashboard.Prompts;

/// <summary>The project's prompts, by name.</summary>
/// <param name="Search">Letters that name or description must contain, whatever their case; null = all.</param>
/// <param name="Archived">Those that were put away instead of those in use.</param>
[Requires(Access.Read)]
public sealed record ListPrompts(string? Search, bool Archived) : IRequest<PromptList>
{
    /// <summary>How many are told at most.</summary>
    public const int Most = 500;
}

/// <summary>What there is.</summary>
/// <param name="Prompts">By name.</param>
/// <param name="More">Whether there are more than are told.</param>
public sealed record PromptList(IReadOnlyList<PromptSummary> Prompts, bool More);

/// <summary>A prompt in a list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Partial">Whether it is text that others put into theirs.</param>
/// <param name="Description">What it is for; null = nobody said.</param>
/// <param name="Latest">Number of its latest version.</param>
/// <param name="LatestVersionId">Id of its latest version.</param>
/// <param name="Labels">Where its labels are, by label.</param>
/// <param name="UpdatedAt">When the latest version was made.</param>
/// <param name="UpdatedBy">Who made it.</param>
/// <param name="LastUsed">When the latest known exchange made from it started; null = none is known.</param>
/// <param name="ArchivedAt">When it was put away; null = it is in use.</param>
public sealed record PromptSummary(
    Guid Id, string Name, bool Partial, string? Description, int Latest, Guid LatestVersionId, IReadOnlyList<LabelPlace> Labels,
    DateTimeOffset UpdatedAt, string UpdatedBy, DateTimeOffset? LastUsed, DateTimeOffset? ArchivedAt);

internal sealed class ListPromptsHandler(ObservabilityDb db, Caller caller) : IRequestHandler<ListPrompts, PromptList>
{
    public async Task<PromptList> Handle(ListPrompts request, CancellationToken cancellationToken)
    {
        var prompts = db.Prompts.Where(p => p.ProjectId == caller.ProjectId && p.ArchivedAt != null == request.Archived);
        if (!string.IsNullOrWhiteSpace(request.Search))
        {
            var pattern = $"%{request.Search.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
            prompts = prompts.Where(p => EF.Functions.ILike(p.Name, pattern) || EF.Functions.ILike(p.Description!, pattern));
        }

        var rows = await prompts.OrderBy(p => p.Name).Take(ListPrompts.Most + 1)
            .Join(db.PromptVersions, p => new { p.Id, Number = p.Latest }, v => new { Id = v.PromptId, v.Number }, (p, v) => new { Prompt = p, VersionId = v.Id, v.CreatedAt, v.CreatedBy })
            .OrderBy(r => r.Prompt.Name).ToListAsync(cancellationToken);
        Guid[] ids = [.. rows.Select(r => r.Prompt.Id)];
        var labels = await PromptRows.LabelsAsync(db, caller.ProjectId, ids, cancellationToken);
        var used = await LastUsedAsync(ids, cancellationToken);
        return new(
            [.. rows.Take(ListPrompts.Most).Select(r => new PromptSummary(
                r.Prompt.Id, r.Prompt.Name, r.Prompt.Partial, r.Prompt.Description, r.Prompt.Latest, r.VersionId, [.. labels[r.Prompt.Id]],
                r.CreatedAt, r.CreatedBy, used.TryGetValue(r.Prompt.Id, out var at) ? at : null, r.Prompt.ArchivedAt))],
            rows.Count > ListPrompts.Most);
    }

    // The index has each version's latest use at hand.
    private async Task<Dictionary<Guid, DateTimeOffset>> LastUsedAsync(Guid[] prompts, CancellationToken ct)
    {
        var uses = await db.PromptVersions.Where(v => v.ProjectId == caller.ProjectId && prompts.Contains(v.PromptId))
            .Select(v => new { v.PromptId, At = db.PromptUses.Where(u => u.VersionId == v.Id).Max(u => (DateTimeOffset?)u.StartedAt) }).ToListAsync(ct);
        return uses.Where(u => u.At is not null).GroupBy(u => u.PromptId).ToDictionary(g => g.Key, g => g.Max(u => u.At!.Value));
    }
}
