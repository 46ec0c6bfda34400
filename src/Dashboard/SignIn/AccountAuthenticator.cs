namespace Observability.Dashboard.SignIn;

/// <summary>An account's app that makes one-time codes.</summary>
public sealed class AccountAuthenticator
{
    /// <summary>Whose.</summary>
    public Guid AccountId { get; set; }

    /// <summary>The secret shared with the app, sealed (<see cref="AccountSeal"/>).</summary>
    public byte[] Secret { get; set; } = [];

    /// <summary>When the secret was made.</summary>
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>When a code first proved that an app has it; null = never yet, and nobody is asked for codes.</summary>
    public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>The latest step whose code was taken: that one and those before are worth nothing any more.</summary>
    public long LastStep { get; set; }
}

/// <summary>A recovery code that was not used yet.</summary>
public sealed class AccountRecoveryCode
{
    /// <summary>Whose.</summary>
    public Guid AccountId { get; set; }

    /// <summary>What is kept of it (<see cref="AccountSeal.DigestOf"/>).</summary>
    public byte[] Digest { get; set; } = [];
}
