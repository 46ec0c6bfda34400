using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Datasets;
using Observability.Dashboard.Replays;
using Observability.Domain;

namespace Observability.Dashboard.Experiments;

/// <summary>What an experiment may be made of.</summary>
[Requires(Access.Read)]
public sealed record ListExperimentChoices : IRequest<ExperimentChoices>;

/// <summary>What there is to choose from.</summary>
/// <param name="Datasets">Datasets, the one changed last first.</param>
/// <param name="Versions">Versions of prompts in use, by prompt, the latest first.</param>
/// <param name="Upstreams">Upstreams and the models seen there lately.</param>
public sealed record ExperimentChoices(IReadOnlyList<DatasetSummary> Datasets, IReadOnlyList<VersionChoice> Versions, UpstreamChoices Upstreams)
{
    /// <summary>Versions of one prompt that are offered.</summary>
    public const int MostVersions = 10;

    /// <summary>Versions that are offered in all.</summary>
    public const int MostInAll = 1_000;
}

/// <summary>A version of a prompt.</summary>
/// <param name="Id">Its id.</param>
/// <param name="PromptId">The prompt.</param>
/// <param name="Prompt">The prompt's name.</param>
/// <param name="Number">Its number.</param>
/// <param name="Note">What is new in it; null = nobody said.</param>
public sealed record VersionChoice(Guid Id, Guid PromptId, string Prompt, int Number, string? Note);

internal sealed class ListExperimentChoicesHandler(
    ObservabilityDb db, Caller caller, IRequestHandler<ListDatasets, IReadOnlyList<DatasetSummary>> datasets, IRequestHandler<ListUpstreamChoices, UpstreamChoices> upstreams)
    : IRequestHandler<ListExperimentChoices, ExperimentChoices>
{
    public async Task<ExperimentChoices> Handle(ListExperimentChoices request, CancellationToken cancellationToken)
    {
        var versions = await db.Prompts.Where(p => p.ProjectId == caller.ProjectId && p.ArchivedAt == null && !p.Partial)
            .Join(db.PromptVersions, p => p.Id, v => v.PromptId, (p, v) => new { Prompt = p, Version = v })
            .Where(x => x.Version.Number > x.Prompt.Latest - ExperimentChoices.MostVersions)
            .OrderBy(x => x.Prompt.Name).ThenByDescending(x => x.Version.Number).Take(ExperimentChoices.MostInAll)
            .Select(x => new VersionChoice(x.Version.Id, x.Prompt.Id, x.Prompt.Name, x.Version.Number, x.Version.Note)).ToListAsync(cancellationToken);
        return new(await datasets.Handle(new(), cancellationToken), versions, await upstreams.Handle(new(), cancellationToken));
    }
}
