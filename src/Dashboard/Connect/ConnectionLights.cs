using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;

namespace Observability.Dashboard.Connect;

/// <summary>What has arrived with a key so far, header by header; null when the project has no such key.</summary>
/// <param name="KeyId">The key.</param>
[Requires(Access.Read)]
public sealed record ConnectionLights(Guid KeyId) : IRequest<LightReport?>
{
    /// <summary>How far back from the key's newest exchange is looked.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(1);

    /// <summary>How many of the project's exchanges are looked through at most.</summary>
    public const int MostLookedThrough = 5000;

    /// <summary>How many of the key's are judged at most.</summary>
    public const int MostJudged = 500;
}

/// <summary>What the lights say of a key.</summary>
/// <param name="KeyName">The key's name.</param>
/// <param name="LastUsedAt">Its newest exchange; null = never used.</param>
/// <param name="Lights">One of each kind, in their order.</param>
public sealed record LightReport(string KeyName, DateTimeOffset? LastUsedAt, IReadOnlyList<Light> Lights);

internal sealed class ConnectionLightsHandler(ObservabilityDb db, Caller caller) : IRequestHandler<ConnectionLights, LightReport?>
{
    public async Task<LightReport?> Handle(ConnectionLights request, CancellationToken cancellationToken)
    {
        var key = await db.Keys.Where(k => k.Id == request.KeyId && k.ProjectId == caller.ProjectId)
            .Select(k => new { k.Name, k.LastUsedAt }).SingleOrDefaultAsync(cancellationToken);
        if (key is null)
        {
            return null;
        }

        // There is no index by key: the walk begins at the key's newest exchange and is bounded both ways.
        var rows = key.LastUsedAt is not { } used ? [] : await db.Exchanges
            .Where(e => e.ProjectId == caller.ProjectId && e.StartedAt <= used && e.StartedAt >= used - ConnectionLights.Window)
            .OrderByDescending(e => e.StartedAt).ThenByDescending(e => e.Id).Take(ConnectionLights.MostLookedThrough)
            .Where(e => e.KeyId == request.KeyId).Take(ConnectionLights.MostJudged)
            .Select(e => new SeenExchange(e.StartedAt, e.Endpoint, e.Outcome)
            {
                Model = e.ModelRequested,
                Status = e.Status,
                Task = e.Task,
                TaskSource = e.TaskSource,
                User = e.User,
                UserName = e.UserName,
                UserGroups = e.UserGroups,
                UserSource = e.UserSource,
                Session = e.Session,
                MessageId = e.MessageId ?? e.UserMessageId,
            })
            .ToListAsync(cancellationToken);
        return new(key.Name, key.LastUsedAt, Light.Of([.. rows.OrderByDescending(r => r.At)]));
    }
}
