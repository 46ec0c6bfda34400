using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Replays;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Runs;

namespace Observability.Dashboard.Runs;

/// <summary>Batches: stored requests sent once more, as they were or changed, and compared with what they were.</summary>
/// <param name="messages">Drafts come from the message that a single replay uses.</param>
/// <param name="db">Rows and answers.</param>
internal sealed class BatchKind(IMediator messages, ObservabilityDb db) : RunKind
{
    /// <summary>The name of the kind.</summary>
    public const string Batch = "batch";

    /// <inheritdoc/>
    public override string Name => Batch;

    /// <inheritdoc/>
    public override async Task<RunCall> CallOfAsync(Run run, RunItem item, CancellationToken ct)
    {
        if (await messages.Send(new DraftOf(item.OriginalId!.Value), ct) is not { } answer)
        {
            return RunCall.Refused("The request it repeats is no longer stored.");
        }

        var spec = BatchSpec.Of(run);
        var upstream = spec.Upstream is { } name ? await UpstreamAsync(run.ProjectId, name, ct) : null;
        if (spec.Upstream is not null && upstream is null)
        {
            return RunCall.Refused($"There is no upstream named '{spec.Upstream}' any more.");
        }

        var changes = spec.ToChanges(upstream);
        if (answer.Blocking(changes, hasCredential: false) is [var gap, ..])
        {
            return RunCall.Refused(gap.Sentence);
        }

        var (draft, refusal) = changes.ApplyTo(answer.Draft!);
        return draft is null ? RunCall.Refused(refusal!) : RunCall.Of(draft);
    }

    /// <inheritdoc/>
    public override async Task<string?> SettledAsync(Run run, RunItem item, Exchange? row, CancellationToken ct)
    {
        var original = await db.Exchanges.SingleOrDefaultAsync(
            e => e.ProjectId == run.ProjectId && e.Id == item.OriginalId && e.StartedAt == item.OriginalStartedAt, ct);
        var (same, likeness) = original is null || row is null ? (null, null) : await AnswerLikeness.OfAsync(db, original, row, ct);
        return new BatchResult(original is null ? null : CallFigures.Of(original), row is null ? null : CallFigures.Of(row), same, likeness).ToJson();
    }

    private async Task<UpstreamChoice?> UpstreamAsync(Guid project, string name, CancellationToken ct) =>
        await db.Upstreams.Where(u => u.Name == name && (u.ProjectId == null || u.ProjectId == project))
            .OrderBy(u => u.ProjectId == null).FirstOrDefaultAsync(ct) is { } row ? UpstreamChoice.Of(row, []) : null;
}
