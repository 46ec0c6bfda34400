using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;

namespace Observability.Dashboard.Prompts;

/// <summary>Versions of a prompt, the latest first.</summary>
/// <param name="PromptId">The prompt.</param>
/// <param name="Before">Only those with smaller numbers; null = from the latest.</param>
[Requires(Access.Read)]
public sealed record PromptVersions(Guid PromptId, int? Before = null) : IRequest<IReadOnlyList<PromptVersionSummary>>
{
    /// <summary>How many are told at most.</summary>
    public const int Most = 100;
}

/// <summary>A version in a list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Number">Its number.</param>
/// <param name="Note">What is new in it; null = nobody said.</param>
/// <param name="Upstream">Name of the upstream it is meant for; null in a partial.</param>
/// <param name="Family">Family of its body; null in a partial.</param>
/// <param name="Target">Path and query; null in a partial.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">Who made it.</param>
public sealed record PromptVersionSummary(
    Guid Id, int Number, string? Note, string? Upstream, string? Family, string? Target, DateTimeOffset CreatedAt, string CreatedBy);

internal sealed class PromptVersionsHandler(ObservabilityDb db, Caller caller) : IRequestHandler<PromptVersions, IReadOnlyList<PromptVersionSummary>>
{
    public async Task<IReadOnlyList<PromptVersionSummary>> Handle(PromptVersions request, CancellationToken cancellationToken) =>
        await db.PromptVersions.Where(v => v.ProjectId == caller.ProjectId && v.PromptId == request.PromptId && (request.Before == null || v.Number < request.Before))
            .OrderByDescending(v => v.Number).Take(PromptVersions.Most)
            .Select(v => new PromptVersionSummary(v.Id, v.Number, v.Note, v.Upstream, v.Family, v.Target, v.CreatedAt, v.CreatedBy)).ToListAsync(cancellationToken);
}
