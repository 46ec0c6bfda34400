using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Observability.Dashboard.Audit;
using Observability.Dashboard.SignIn;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Keys;
using Observability.Domain.Projects;
using Observability.Domain.Upstreams;

namespace Observability.Dashboard.Start;

/// <summary>What a new installation needs before anybody can use it: a project, its keys, an account. And, at each start, what the environment configures.</summary>
/// <remarks>
/// All of it in one transaction under one lock, so that several dashboards may start at once. The secrets are printed by the one start that
/// made the account, and never again: only digests are kept. A key given by a variable that this database has never seen is added at any
/// start, so that a key can be rotated in a compose file; the old one works until it is revoked, and a revoked one stays revoked.
/// </remarks>
/// <param name="database">Without a limit on statements: another start may hold the lock for a while.</param>
/// <param name="masterKey">Seals the credentials the environment brings; the keys of replays follow from it.</param>
/// <param name="time">The clock.</param>
internal sealed class FirstStart(NpgsqlDataSource database, Sensitive<byte[]> masterKey, TimeProvider time)
{
    private const long LockId = 727102;

    /// <summary>Sets up what is missing; writes the <c>ADMIN</c> and <c>KEY</c> lines to <paramref name="output"/> the very first time.</summary>
    /// <exception cref="SettingException">A variable holds something that cannot be a key, a password or an upstream.</exception>
    public async Task RunAsync(Settings settings, TextWriter output, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var wait = new NpgsqlCommand($"select pg_advisory_xact_lock({LockId})", connection, transaction) { CommandTimeout = 0 })
        {
            await wait.ExecuteNonQueryAsync(ct);
        }

        await using var db = new ObservabilityDb(new DbContextOptionsBuilder<ObservabilityDb>().UseNpgsql(connection).Options);
        await using var accounts = new AccountsDb(new DbContextOptionsBuilder<AccountsDb>().UseNpgsql(connection).Options);
        await db.Database.UseTransactionAsync(transaction, ct);
        await accounts.Database.UseTransactionAsync(transaction, ct);

        var project = await DefaultProjectAsync(db, ct);
        await new ConfiguredUpstreams(db, new CredentialCipher(masterKey), time).SaveAsync(settings, ct);
        var keys = await KeysAsync(db, project, settings, ct);
        await new ReplayKeys(db, masterKey, time).SaveAsync(ct);
        var account = await AccountAsync(accounts, db, project, settings, ct);
        if (account is { } first)
        {
            AuditLog.Add(db, Environment(project), time.GetUtcNow(), new("account.created", first.Email, new { Role = EnumNames.NameOf(Role.Owner) }));
        }

        await RetentionChanges.AddAsync(db, Environment(project), Retention.Of(settings), time.GetUtcNow(), ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);

        if (account is { } made)
        {
            await output.WriteLineAsync($"ADMIN email={made.Email} password={made.Password.Value}");
            await output.WriteLineAsync($"KEY write={Shown(keys, KeyKind.Write)} read={Shown(keys, KeyKind.Read)} admin={Shown(keys, KeyKind.Admin)}");
            await output.FlushAsync(ct);
        }
    }

    // Whoever sets the environment of a start does what it orders.
    private static Doer Environment(Project project) => new(project.Id, "environment", null);

    private static string Shown(IReadOnlyDictionary<KeyKind, Sensitive<string>> keys, KeyKind kind) =>
        keys.TryGetValue(kind, out var text) ? text.Value : "";

    private async Task<Project> DefaultProjectAsync(ObservabilityDb db, CancellationToken ct)
    {
        if (await db.Projects.Where(p => p.DeletedAt == null).OrderBy(p => p.CreatedAt).FirstOrDefaultAsync(ct) is { } known)
        {
            return known;
        }

        var project = new Project
        {
            Id = Guid.CreateVersion7(),
            Slug = "default",
            Name = "Default",
            DefaultUpstream = "openai",
            CreatedAt = time.GetUtcNow(),
        };
        db.Add(project);
        await db.SaveChangesAsync(ct);
        return project;
    }

    private async Task<IReadOnlyDictionary<KeyKind, Sensitive<string>>> KeysAsync(
        ObservabilityDb db, Project project, Settings settings, CancellationToken ct)
    {
        var first = !await db.Keys.AnyAsync(ct);
        var texts = new Dictionary<KeyKind, Sensitive<string>>();
        foreach (var kind in Enum.GetValues<KeyKind>())
        {
            var given = GivenKey(settings, kind);
            if ((given ?? (first ? KeyText.Generate(kind) : null)) is not { } text)
            {
                continue;
            }

            texts[kind] = text;
            var digest = KeyText.DigestOf(text.Value);
            if (await db.Keys.AnyAsync(k => k.Digest == digest, ct))
            {
                continue;
            }

            var key = new Key
            {
                Id = Guid.CreateVersion7(),
                ProjectId = project.Id,
                Kind = kind,
                Name = given is null ? $"First {EnumNames.NameOf(kind)} key" : $"From {Variable(kind)}",
                Digest = digest,
                Hint = KeyText.HintOf(text.Value),
                CreatedAt = time.GetUtcNow(),
            };
            db.Add(key);
            AuditLog.Add(db, Environment(project), key.CreatedAt, new("key.created", key.Id.ToString(), new { key.Name, Kind = EnumNames.NameOf(kind), key.ExpiresAt }));
        }

        await db.SaveChangesAsync(ct);
        return texts;
    }

    private static Sensitive<string>? GivenKey(Settings settings, KeyKind kind)
    {
        if (settings.Read(Variable(kind)) is not { } text)
        {
            return null;
        }

        return KeyText.TryParse(text, out var found) && found == kind
            ? new(text)
            : throw new SettingException(
                $"{Variable(kind)} does not hold a {EnumNames.NameOf(kind)} key: it must look like {KeyText.Generate(kind).Value} (which is a fresh one you may use).");
    }

    private static string Variable(KeyKind kind) => $"OBSERVABILITY_{EnumNames.NameOf(kind).ToUpperInvariant()}_KEY";

    private async Task<(string Email, Sensitive<string> Password)?> AccountAsync(
        AccountsDb accounts, ObservabilityDb db, Project project, Settings settings, CancellationToken ct)
    {
        if (await accounts.Users.AnyAsync(ct))
        {
            return null;
        }

        var email = settings.Read("OBSERVABILITY_ADMIN_EMAIL") ?? "admin@localhost";
        var password = settings.Read("OBSERVABILITY_ADMIN_PASSWORD") ?? RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 20);
        Refuse(email, password);
        var normalizer = new UpperInvariantLookupNormalizer();
        var account = new Account
        {
            Id = Guid.CreateVersion7(),
            CurrentProjectId = project.Id,
            UserName = email,
            NormalizedUserName = normalizer.NormalizeName(email),
            Email = email,
            NormalizedEmail = normalizer.NormalizeEmail(email),
            EmailConfirmed = true,
            LockoutEnabled = true,
            SecurityStamp = RandomNumberGenerator.GetHexString(32),
            CreatedAt = time.GetUtcNow(),
        };
        account.PasswordHash = Passwords.Hasher.HashPassword(account, password);
        accounts.Add(account);
        await accounts.SaveChangesAsync(ct);
        db.Add(new Membership { ProjectId = project.Id, AccountId = account.Id, Role = Role.Owner, SeesBodies = true, JoinedAt = account.CreatedAt });
        await db.SaveChangesAsync(ct);
        return (email, new(password));
    }

    private static void Refuse(string email, string password)
    {
        if (!email.Contains('@', StringComparison.Ordinal) || email.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
        {
            throw new SettingException($"OBSERVABILITY_ADMIN_EMAIL is '{email}'; it must be an e-mail address, such as admin@example.com.");
        }

        if (password.Length < Passwords.ShortestLength)
        {
            throw new SettingException(
                $"OBSERVABILITY_ADMIN_PASSWORD has {password.Length} characters; it must have at least {Passwords.ShortestLength}. Leave it out to have one made and printed.");
        }
    }
}
