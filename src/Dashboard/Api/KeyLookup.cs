using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Observability.Domain;
using Observability.Domain.Keys;

namespace Observability.Dashboard.Api;

/// <summary>Finds whom a key of the API stands for. What the database said is believed for 5 s, so a revoked key works no longer than that.</summary>
/// <param name="scopes">Opens a scope per look-up.</param>
/// <param name="time">The clock.</param>
internal sealed class KeyLookup(IServiceScopeFactory scopes, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    // Unknown keys are remembered too, or a flood of guesses would be a flood of queries.
    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    /// <summary>The caller, or null when the key is unknown, revoked, expired, or a write key: those may not read anything.</summary>
    public async Task<Caller?> FindAsync(string text, CancellationToken ct)
    {
        if (!KeyText.TryParse(text, out var kind) || kind == KeyKind.Write)
        {
            return null;
        }

        var digest = KeyText.DigestOf(text);
        // The whole digest is the cache's key: a part of it would let two keys share an entry.
        var id = Convert.ToHexString(digest);
        if (!_known.TryGetValue(id, out Found? found))
        {
            found = await LookUpAsync(digest, ct);
            _known.Set(id, found, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Freshness });
        }

        return found?.ExpiresAt <= time.GetUtcNow() ? null : found?.Caller;
    }

    public void Dispose() => _known.Dispose();

    private async Task<Found?> LookUpAsync(byte[] digest, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var key = await scope.ServiceProvider.GetRequiredKeyedService<ObservabilityDb>(PastTheWallAttribute.Services).Keys
            .SingleOrDefaultAsync(k => k.Digest == digest && k.RevokedAt == null && k.Kind != KeyKind.Write, ct);
        return key is null ? null : new(new(key.ProjectId, key.Kind == KeyKind.Admin ? Access.Admin : Access.Read, key.Name) { SeesBodies = key.SeesBodies }, key.ExpiresAt);
    }

    private sealed record Found(Caller Caller, DateTimeOffset? ExpiresAt);
}
