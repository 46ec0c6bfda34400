using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Observability.Dashboard.Start;

namespace Observability.Dashboard.SignIn;

/// <summary>Counts the guesses at a password or a code, by the name they are made for, whether or not anybody has it.</summary>
/// <remarks>
/// A guess is taken before it is looked at and given back when it was right, in one statement: so a hundred at the same moment are no more
/// than a hundred one after the other. Who is signed in already is not touched, and neither are keys.
/// </remarks>
/// <param name="database">Where they are counted.</param>
/// <param name="key">Names are kept as HMACs under it.</param>
/// <param name="time">The clock.</param>
internal sealed class SignInGuesses([PastTheWall] NpgsqlDataSource database, InstallationKey key, TimeProvider time)
{
    /// <summary>Failures that lock a name.</summary>
    public const int Allowed = 5;

    /// <summary>How long the first lock-out lasts; each further one twice as long.</summary>
    public static readonly TimeSpan FirstLockout = TimeSpan.FromMinutes(5);

    /// <summary>The longest lock-out.</summary>
    public static readonly TimeSpan LongestLockout = TimeSpan.FromDays(1);

    /// <summary>How long a name is remembered that nobody tries any more; then it begins anew.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(2);

    // $1 name, $2 now, $3 allowed, $4 first lock-out, $5 the longest. A locked name is left as it is, and nothing comes back.
    private const string Take =
        """
        insert into sign_in_guesses as g (name, failures, lockouts, locked_until, last_at) values ($1, 1, 0, null, $2)
        on conflict (name) do update set
            failures = (g.failures + 1) % $3,
            lockouts = g.lockouts + case when g.failures + 1 >= $3 then 1 else 0 end,
            locked_until = case when g.failures + 1 >= $3 then $2 + least($4 * power(2, least(g.lockouts, 16)), $5) end,
            last_at = $2
        where g.locked_until is null or g.locked_until <= $2
        returning locked_until is not null
        """;

    private const string Forget = "delete from sign_in_guesses where name = $1";

    private readonly byte[] _pepper = HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Value.Value, 32, info: "observability sign-in names v1"u8.ToArray());

    /// <summary>Takes one guess for <paramref name="email"/>.</summary>
    public async Task<Guess> TakeAsync(string email, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Take);
        command.Parameters.Add(new() { Value = NameOf(email) });
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        command.Parameters.Add(new() { Value = Allowed });
        command.Parameters.Add(new() { Value = FirstLockout });
        command.Parameters.Add(new() { Value = LongestLockout });
        return await command.ExecuteScalarAsync(ct) switch
        {
            null => Guess.Refused,
            true => Guess.Last,
            _ => Guess.Allowed,
        };
    }

    /// <summary>Gives all guesses for <paramref name="email"/> back: somebody knew everything that was asked.</summary>
    public async Task ForgetAsync(string email, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Forget);
        command.Parameters.Add(new() { Value = NameOf(email) });
        await command.ExecuteNonQueryAsync(ct);
    }

    // Of two spellings of one account's address both must count.
    private byte[] NameOf(string email) => HMACSHA256.HashData(_pepper, Encoding.UTF8.GetBytes(Emails.Normal(email)));
}

/// <summary>What became of a guess.</summary>
internal enum Guess
{
    /// <summary>It may be looked at.</summary>
    Allowed,

    /// <summary>The same, and if it is wrong the name is locked now.</summary>
    Last,

    /// <summary>The name is locked: whatever was guessed is not looked at.</summary>
    Refused,
}
