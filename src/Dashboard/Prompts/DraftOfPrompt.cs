using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Replays;
using Observability.Domain;
using Observability.Domain.Prompts;

namespace Observability.Dashboard.Prompts;

/// <summary>The call that a version of a prompt comes to with these values.</summary>
/// <param name="VersionId">The version.</param>
/// <param name="Values">Values by name; what is missing has its default.</param>
[Requires(Access.Read)]
public sealed record DraftOfPrompt(Guid VersionId, IReadOnlyDictionary<string, string> Values) : IRequest<PromptDraft>;

/// <summary>A call, or why there is none.</summary>
/// <param name="Draft">The call; null when it was refused.</param>
/// <param name="Missing">Variables without a value, by name; empty when every one has one.</param>
/// <param name="Refusal">A sentence that says what is wrong; null when nothing is.</param>
public sealed record PromptDraft(CallDraft? Draft, IReadOnlyList<string> Missing, string? Refusal);

internal sealed class DraftOfPromptHandler(ObservabilityDb db, Caller caller) : IRequestHandler<DraftOfPrompt, PromptDraft>
{
    public async Task<PromptDraft> Handle(DraftOfPrompt request, CancellationToken cancellationToken)
    {
        var version = await db.PromptVersions.SingleOrDefaultAsync(v => v.Id == request.VersionId && v.ProjectId == caller.ProjectId, cancellationToken);
        if (version is null)
        {
            return new(null, [], PromptsText.NoVersion);
        }

        if (version.Upstream is not { } upstream)
        {
            return new(null, [], PromptsText.PartialCannotBeSent);
        }

        var whole = await PromptPartials.ExpandAsync(db, caller.ProjectId, (version.Body, TemplateForm.Json), cancellationToken);
        if (whole.Template is not { } template)
        {
            return new(null, [], PromptWords.Of(whole.Problem!));
        }

        var defaults = PromptValues.Over(StringsJson.Strings(version.Defaults), whole.Defaults);
        var rendered = template.Render(PromptValues.Over(request.Values, defaults));
        if (rendered.Text is not { } body)
        {
            return new(null, rendered.Missing, PromptWords.Of(rendered.Problem!));
        }

        var name = await db.Prompts.Where(p => p.Id == version.PromptId).Select(p => p.Name).SingleAsync(cancellationToken);
        var to = await db.Upstreams.Where(u => u.Name == upstream && (u.ProjectId == null || u.ProjectId == caller.ProjectId))
            .OrderBy(u => u.ProjectId == null).FirstOrDefaultAsync(cancellationToken);
        var call = PromptCall.Of(version, body, to is null ? null : UpstreamChoice.Of(to, []).BasePath)!;
        return new(call with { PromptId = new PromptReference(name, version.Number, null).ToString() }, [], null);
    }
}
