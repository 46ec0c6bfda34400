using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;

namespace Observability.Dashboard.SignIn;

/// <summary>The tables of ASP.NET Core Identity, apart from the product's own; their schema is migrations/0004.</summary>
/// <param name="options">Provider and connection.</param>
public sealed class AccountsDb(DbContextOptions<AccountsDb> options) : IdentityUserContext<Account, Guid>(options)
{
    /// <summary>Open sessions.</summary>
    public DbSet<AccountSession> Sessions => Set<AccountSession>();

    /// <summary>Apps that make one-time codes.</summary>
    public DbSet<AccountAuthenticator> Authenticators => Set<AccountAuthenticator>();

    /// <summary>Recovery codes not used yet.</summary>
    public DbSet<AccountRecoveryCode> RecoveryCodes => Set<AccountRecoveryCode>();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<Account>(a =>
        {
            a.ToTable("accounts");
            a.Ignore(x => x.PhoneNumber);
            a.Ignore(x => x.PhoneNumberConfirmed);
            foreach (var required in new[] { nameof(Account.UserName), nameof(Account.NormalizedUserName), nameof(Account.Email),
                nameof(Account.NormalizedEmail), nameof(Account.SecurityStamp), nameof(Account.ConcurrencyStamp) })
            {
                a.Property(required).IsRequired();
            }
        });
        builder.Entity<Microsoft.AspNetCore.Identity.IdentityUserClaim<Guid>>().ToTable("account_claims");
        builder.Entity<Microsoft.AspNetCore.Identity.IdentityUserLogin<Guid>>().ToTable("account_logins");
        builder.Entity<Microsoft.AspNetCore.Identity.IdentityUserToken<Guid>>().ToTable("account_tokens");
        builder.Entity<AccountSession>(s => s.ToTable("account_sessions").HasKey(x => x.Id));
        builder.Entity<AccountAuthenticator>(a => a.ToTable("account_authenticators").HasKey(x => x.AccountId));
        builder.Entity<AccountRecoveryCode>(c => c.ToTable("account_recovery_codes").HasKey(x => new { x.AccountId, x.Digest }));
        foreach (var property in builder.Model.GetEntityTypes().SelectMany(e => e.GetProperties()))
        {
            // Identity's limits are SQL Server's; text needs none here.
            property.SetMaxLength(null);
        }

        ObservabilityDb.UseSnakeCase(builder);
    }
}
