using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;

namespace Observability.Dashboard.SignIn;

/// <summary>The second factor of accounts: an app that makes one-time codes, and ten recovery codes for when it is lost.</summary>
/// <param name="db">Where they are kept.</param>
/// <param name="seal">Seals them.</param>
/// <param name="time">The clock.</param>
internal sealed class Authenticators(AccountsDb db, AccountSeal seal, TimeProvider time)
{
    /// <summary>Recovery codes made at once.</summary>
    public const int RecoveryCodes = 10;

    // Five bits each, without what looks alike: fifty bits, worth guessing only by who has the master key, too.
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int CodeLetters = 10;

    /// <summary>The account's authenticator, not yet confirmed ones included; null = it has none.</summary>
    public Task<AccountAuthenticator?> FindAsync(Guid account, CancellationToken ct) =>
        db.Authenticators.AsNoTracking().SingleOrDefaultAsync(a => a.AccountId == account, ct);

    /// <summary>Whether the account is asked for a code when it signs in.</summary>
    public Task<bool> IsOnAsync(Guid account, CancellationToken ct) =>
        db.Authenticators.AnyAsync(a => a.AccountId == account && a.ConfirmedAt != null, ct);

    /// <summary>How many recovery codes are left.</summary>
    public Task<int> CodesLeftAsync(Guid account, CancellationToken ct) => db.RecoveryCodes.CountAsync(c => c.AccountId == account, ct);

    /// <summary>The shared secret.</summary>
    public byte[] SecretOf(AccountAuthenticator authenticator) => seal.Open(authenticator.Secret, authenticator.AccountId);

    /// <summary>Makes a secret, to be confirmed by a code; one that was made before and never confirmed is forgotten. False when one is in use.</summary>
    public async Task<bool> StartAsync(Guid account, CancellationToken ct)
    {
        await db.Authenticators.Where(a => a.AccountId == account && a.ConfirmedAt == null).ExecuteDeleteAsync(ct);
        if (await IsOnAsync(account, ct))
        {
            return false;
        }

        db.Add(new AccountAuthenticator { AccountId = account, Secret = seal.Seal(Totp.NewSecret(), account), StartedAt = time.GetUtcNow() });
        await db.SaveChangesAsync(ct);
        return true;
    }

    /// <summary>Begins to ask for codes, if <paramref name="code"/> is one. The recovery codes, this once; null when it is none.</summary>
    public async Task<IReadOnlyList<string>?> ConfirmAsync(Guid account, string code, CancellationToken ct)
    {
        if (await FindAsync(account, ct) is not { ConfirmedAt: null } started || Totp.StepOf(SecretOf(started), Digits(code), time.GetUtcNow()) is not { } step)
        {
            return null;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var now = time.GetUtcNow();
        var confirmed = await db.Authenticators.Where(a => a.AccountId == account && a.ConfirmedAt == null && a.Secret == started.Secret)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.ConfirmedAt, now).SetProperty(x => x.LastStep, step), ct);
        var codes = confirmed == 1 ? await RenewCodesAsync(account, ct) : null;
        await transaction.CommitAsync(ct);
        return codes;
    }

    /// <summary>Takes a code of the app or a recovery code, once; false when it is neither, or was taken before.</summary>
    public async Task<bool> TakeAsync(Guid account, string code, CancellationToken ct)
    {
        if (await FindAsync(account, ct) is not { ConfirmedAt: not null } authenticator)
        {
            return false;
        }

        // In one statement each: of two who bring the same code at the same moment one is let in.
        if (Totp.StepOf(SecretOf(authenticator), Digits(code), time.GetUtcNow()) is { } step)
        {
            return await db.Authenticators.Where(a => a.AccountId == account && a.LastStep < step)
                .ExecuteUpdateAsync(a => a.SetProperty(x => x.LastStep, step), ct) == 1;
        }

        var digest = seal.DigestOf(code);
        return await db.RecoveryCodes.Where(c => c.AccountId == account && c.Digest == digest).ExecuteDeleteAsync(ct) == 1;
    }

    /// <summary>Asks for codes no more; the recovery codes go, too.</summary>
    public async Task RemoveAsync(Guid account, CancellationToken ct)
    {
        await db.RecoveryCodes.Where(c => c.AccountId == account).ExecuteDeleteAsync(ct);
        await db.Authenticators.Where(a => a.AccountId == account).ExecuteDeleteAsync(ct);
    }

    /// <summary>New recovery codes in place of those that are left.</summary>
    public async Task<IReadOnlyList<string>> RenewCodesAsync(Guid account, CancellationToken ct)
    {
        var codes = Enumerable.Range(0, RecoveryCodes).Select(_ => RandomNumberGenerator.GetString(Letters, CodeLetters)).ToList();
        await db.RecoveryCodes.Where(c => c.AccountId == account).ExecuteDeleteAsync(ct);
        db.AddRange(codes.Select(c => new AccountRecoveryCode { AccountId = account, Digest = seal.DigestOf(c) }));
        await db.SaveChangesAsync(ct);
        return [.. codes.Select(c => $"{c[..5]}-{c[5..]}")];
    }

    // Apps show "123 456".
    private static string Digits(string code) => code.Replace(" ", "", StringComparison.Ordinal);
}
