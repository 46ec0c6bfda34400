using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Prompts;

namespace Observability.Dashboard.Prompts;

/// <summary>One prompt: what it is, where its labels are and were, and what one version of it says.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Which">A version's number or a label; null = the latest.</param>
[Requires(Access.Read)]
public sealed record OnePrompt(string Name, string? Which = null) : IRequest<PromptDetail?>;

/// <summary>A prompt and a version of it.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Labels">Where its labels are, by label.</param>
/// <param name="Moves">Where they were, the latest move first; at most <see cref="MostMoves"/>.</param>
/// <param name="Version">The version.</param>
/// <param name="Template">What it says, its partials in it; null when something is wrong with that.</param>
/// <param name="Problem">What is wrong, in a sentence; null when nothing is.</param>
/// <param name="Partials">The partials in it, and which version each is now.</param>
/// <param name="Defaults">Defaults of its variables, those of its partials behind its own.</param>
public sealed record PromptDetail(
    Prompt Prompt, IReadOnlyList<LabelPlace> Labels, IReadOnlyList<PromptLabel> Moves, PromptVersion Version,
    PromptTemplate? Template, string? Problem, IReadOnlyList<UsedPartial> Partials, IReadOnlyDictionary<string, string> Defaults)
{
    /// <summary>How many moves of labels are told at most.</summary>
    public const int MostMoves = 100;

    /// <summary>How exchanges made from this version name it: <c>name@7</c>.</summary>
    public string Reference => new PromptReference(Prompt.Name, Version.Number, null).ToString();
}

internal sealed class OnePromptHandler(ObservabilityDb db, Caller caller) : IRequestHandler<OnePrompt, PromptDetail?>
{
    public async Task<PromptDetail?> Handle(OnePrompt request, CancellationToken cancellationToken)
    {
        if (PromptReference.Of(request.Name, request.Which ?? PromptName.Latest) is not { } reference
            || await PromptRows.FindAsync(db, caller.ProjectId, reference, cancellationToken) is not var (prompt, version))
        {
            return null;
        }

        var labels = await PromptRows.LabelsAsync(db, caller.ProjectId, [prompt.Id], cancellationToken);
        var moves = await db.PromptLabels.Where(l => l.PromptId == prompt.Id && l.ProjectId == caller.ProjectId)
            .OrderByDescending(l => l.Id).Take(PromptDetail.MostMoves).ToListAsync(cancellationToken);
        var whole = await PromptPartials.ExpandAsync(db, caller.ProjectId, (version.Body, prompt.Partial ? TemplateForm.Text : TemplateForm.Json), cancellationToken);
        return new(
            prompt, [.. labels[prompt.Id]], moves, version, whole.Template, whole.Problem is { } problem ? PromptWords.Of(problem) : null, whole.Partials,
            PromptValues.Over(StringsJson.Strings(version.Defaults), whole.Defaults));
    }
}
