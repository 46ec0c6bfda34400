using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Keys;
using Observability.Domain.Replays;

namespace Observability.Dashboard.Start;

/// <summary>Sees that ingest knows the key with which each project's replays are sent (<see cref="ReplayKey"/>).</summary>
/// <remarks>
/// Its text follows from the master key, so it is only ever the digest that is missing: of a new project, or after another master key. A revoked
/// one stays revoked. Keys that follow from another master key are revoked: nobody sends with them any more.
/// </remarks>
/// <param name="db">Where they are kept; saved, not committed.</param>
/// <param name="masterKey">What they follow from.</param>
/// <param name="time">The clock.</param>
internal sealed class ReplayKeys(ObservabilityDb db, Sensitive<byte[]> masterKey, TimeProvider time)
{
    /// <summary>What they are called.</summary>
    public const string Name = "Replays";

    /// <summary>Adds what is missing; writes nothing when nothing is.</summary>
    public async Task SaveAsync(CancellationToken ct)
    {
        var projects = await db.Projects.Where(p => p.DeletedAt == null).Select(p => p.Id).ToListAsync(ct);
        var stored = await db.Keys.AsTracking().Where(k => k.Client == KeyClient.Replay).ToListAsync(ct);
        foreach (var project in projects)
        {
            var text = ReplayKey.Of(masterKey, project);
            var digest = KeyText.DigestOf(text.Value);
            if (stored.RemoveAll(k => k.Digest.AsSpan().SequenceEqual(digest)) == 0)
            {
                db.Add(NewKey(project, text, digest));
            }
        }

        foreach (var old in stored.Where(k => k.RevokedAt is null))
        {
            old.RevokedAt = time.GetUtcNow();
        }

        await db.SaveChangesAsync(ct);
    }

    /// <summary>Adds the key of a project that is just being made; saved with it.</summary>
    public void Add(Guid project)
    {
        var text = ReplayKey.Of(masterKey, project);
        db.Add(NewKey(project, text, KeyText.DigestOf(text.Value)));
    }

    private Key NewKey(Guid project, Sensitive<string> text, byte[] digest) => new()
    {
        Id = Guid.CreateVersion7(),
        ProjectId = project,
        Kind = KeyKind.Write,
        Client = KeyClient.Replay,
        Name = Name,
        Digest = digest,
        Hint = KeyText.HintOf(text.Value),
        CreatedAt = time.GetUtcNow(),
    };
}
