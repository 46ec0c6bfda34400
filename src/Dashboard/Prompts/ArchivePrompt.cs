using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Audit;
using Observability.Domain;

namespace Observability.Dashboard.Prompts;

/// <summary>Puts a prompt away, or takes it out again. Its versions stay readable by name, so that nothing that uses it breaks.</summary>
/// <param name="Name">The prompt.</param>
/// <param name="Archived">Away, or out again.</param>
[Requires(Access.Replay)]
public sealed record ArchivePrompt(string Name, bool Archived) : IRequest<PromptChanged>;

internal sealed class ArchivePromptHandler(ObservabilityDb db, Caller caller, TimeProvider time, PromptCache cache) : IRequestHandler<ArchivePrompt, PromptChanged>
{
    public async Task<PromptChanged> Handle(ArchivePrompt request, CancellationToken cancellationToken)
    {
        var prompt = await db.Prompts.AsTracking().SingleOrDefaultAsync(p => p.ProjectId == caller.ProjectId && p.Name == request.Name, cancellationToken);
        if (prompt is null)
        {
            return new(false, null);
        }

        if (prompt.ArchivedAt is not null == request.Archived)
        {
            return new(true, null);
        }

        var now = time.GetUtcNow();
        (prompt.ArchivedAt, prompt.ArchivedBy) = (request.Archived ? now : null, request.Archived ? caller.Name : null);
        AuditLog.Add(db, caller, now, (request.Archived ? "prompt.archived" : "prompt.restored", prompt.Id), new { prompt.Name });
        await db.SaveChangesAsync(cancellationToken);
        cache.Forget();
        return new(true, null);
    }
}
