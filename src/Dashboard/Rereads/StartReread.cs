using MediatR;
using Observability.Domain;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Rereads;

/// <summary>Orders that stored exchanges are read again by the formats of this version. A job works it off.</summary>
/// <param name="From">Started at or after.</param>
/// <param name="To">Started before.</param>
/// <param name="Upstream">Only those of this upstream; null = of any.</param>
/// <param name="Format">Only those read so far by this format, or <c>opaque</c>; null = by any.</param>
/// <param name="Model">Only those that asked for or got this model; null = any.</param>
[Requires(Access.Admin)]
public sealed record StartReread(DateTimeOffset From, DateTimeOffset To, string? Upstream, string? Format, string? Model) : IRequest<Reread>
{
    /// <summary>Null when it can be ordered; otherwise a sentence that says what is wrong with which field.</summary>
    public string? Refuse() => From < To ? null : $"to ({To:O}) must be later than from ({From:O}).";
}

internal sealed class StartRereadHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<StartReread, Reread>
{
    public async Task<Reread> Handle(StartReread request, CancellationToken cancellationToken)
    {
        if (request.Refuse() is { } refusal)
        {
            throw new ArgumentException(refusal, nameof(request));
        }

        var reread = new Reread
        {
            Id = Guid.CreateVersion7(),
            ProjectId = caller.ProjectId,
            CreatedAt = time.GetUtcNow(),
            CreatedBy = caller.Name,
            StartsAt = request.From.ToUniversalTime(),
            EndsAt = request.To.ToUniversalTime(),
            Upstream = request.Upstream,
            Format = request.Format,
            Model = request.Model,
            State = RereadState.Waiting,
        };
        db.Add(reread);
        await db.SaveChangesAsync(cancellationToken);
        return reread;
    }
}
