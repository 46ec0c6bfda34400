using MediatR;
using Observability.Domain;
using Observability.Domain.Prompts;

namespace Observability.Dashboard.Prompts;

/// <summary>A template that is being written, with the project's partials in it.</summary>
/// <param name="Source">The template.</param>
/// <param name="Form">What it is the template of.</param>
[Requires(Access.Read)]
public sealed record ReadTemplate(string Source, TemplateForm Form) : IRequest<WholeTemplate>;

/// <summary>What it is.</summary>
/// <param name="Template">The template; null when something is wrong.</param>
/// <param name="Problem">What is wrong, in a sentence; null when nothing is.</param>
/// <param name="At">Where in the source, in characters; null where it is no matter of a place.</param>
/// <param name="Defaults">Defaults that its partials bring.</param>
public sealed record WholeTemplate(PromptTemplate? Template, string? Problem, int? At, IReadOnlyDictionary<string, string> Defaults);

internal sealed class ReadTemplateHandler(ObservabilityDb db, Caller caller) : IRequestHandler<ReadTemplate, WholeTemplate>
{
    public async Task<WholeTemplate> Handle(ReadTemplate request, CancellationToken cancellationToken)
    {
        var whole = await PromptPartials.ExpandAsync(db, caller.ProjectId, (request.Source, request.Form), cancellationToken);
        return new(whole.Template, whole.Problem is { } problem ? PromptWords.Of(problem) : null, whole.Problem?.At, whole.Defaults);
    }
}
