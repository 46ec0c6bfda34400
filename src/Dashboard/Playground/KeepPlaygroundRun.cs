using System.Text.Json;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Replays;
using Observability.Domain;
using Observability.Domain.Replays;

namespace Observability.Dashboard.Playground;

/// <summary>Keeps a call that is being sent from the playground in the history of its account; null when a key asks, which has no history.</summary>
/// <param name="Draft">The call as it was edited.</param>
[Requires(Access.Replay, Bodies = true)]
public sealed record KeepPlaygroundRun(CallDraft Draft) : IRequest<Guid?>
{
    /// <summary>Most entries of one account in one project; the oldest go.</summary>
    public const int Most = 100;

    /// <summary>Longest body that is kept, bytes.</summary>
    public const int LongestBody = 4 << 20;

    /// <summary>How long an entry is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);
}

internal sealed class KeepPlaygroundRunHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<KeepPlaygroundRun, Guid?>
{
    public async Task<Guid?> Handle(KeepPlaygroundRun request, CancellationToken cancellationToken)
    {
        if (caller.AccountId is not { } account)
        {
            return null;
        }

        var run = Row(request.Draft, account);
        db.Add(run);
        await db.SaveChangesAsync(cancellationToken);
        await db.PlaygroundRuns.Where(r => r.ProjectId == caller.ProjectId && r.AccountId == account)
            .OrderByDescending(r => r.Id).Skip(KeepPlaygroundRun.Most).ExecuteDeleteAsync(cancellationToken);
        return run.Id;
    }

    private PlaygroundRun Row(CallDraft draft, Guid account)
    {
        var now = time.GetUtcNow();
        return new()
        {
            Id = Guid.CreateVersion7(now),
            ProjectId = caller.ProjectId,
            AccountId = account,
            CreatedAt = now,
            // PostgreSQL's JSON has no NUL.
            Draft = JsonSerializer.Serialize(draft with { Body = null }).Replace("\\u0000", "\\ufffd", StringComparison.Ordinal),
            Body = draft.Body is { Length: <= KeepPlaygroundRun.LongestBody } body ? body.ToArray() : null,
            BodyBytes = draft.Body?.Length,
            Upstream = StoredText.Required(draft.Upstream, 200),
            Model = ModelPlace.Of(draft) is { } model ? StoredText.Required(model, 500) : null,
            Opening = DraftOpening.Of(draft),
        };
    }
}
