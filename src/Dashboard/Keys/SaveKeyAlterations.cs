using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Audit;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Keys;

namespace Observability.Dashboard.Keys;

/// <summary>Changes what a write key is made for and what it switches; every ingest follows within seconds.</summary>
/// <param name="Id">The key.</param>
/// <param name="Handling">What holds from now on.</param>
[Requires(Access.Admin)]
public sealed record SaveKeyAlterations(Guid Id, KeyHandling Handling) : IRequest<KeySummary?>;

/// <summary>Answers with the key as it is now; null when the project has no such write key that still works, is not the program's own, and can be for that client.</summary>
internal sealed class SaveKeyAlterationsHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<SaveKeyAlterations, KeySummary?>
{
    public async Task<KeySummary?> Handle(SaveKeyAlterations request, CancellationToken cancellationToken)
    {
        var key = await db.Keys.AsTracking().SingleOrDefaultAsync(
            k => k.Id == request.Id && k.ProjectId == caller.ProjectId && k.Kind == KeyKind.Write && k.Client != KeyClient.Replay && k.RevokedAt == null,
            cancellationToken);
        if (key is null || !KeyHandling.Choices.Contains(request.Handling.Client))
        {
            return null;
        }

        var before = Particulars(key);
        key.Client = request.Handling.Client;
        key.AlterationsOn = AlterationNames.Of(request.Handling.On);
        key.AlterationsOff = AlterationNames.Of(request.Handling.Off);
        AuditLog.Add(db, caller, time.GetUtcNow(), ("key.alterations_changed", key.Id), new { key.Name, Before = before, After = Particulars(key) });
        await db.SaveChangesAsync(cancellationToken);
        return KeySummary.Of(key);
    }

    private static object Particulars(Key key) => new { Client = EnumNames.NameOf(key.Client), On = key.AlterationsOn, Off = key.AlterationsOff };
}
