namespace Observability.Domain.Projects;

/// <summary>A link that makes whoever opens it a member of a project, once. Its text was shown once and only its SHA-256 is kept.</summary>
public sealed class Invitation
{
    /// <summary>UUIDv7.</summary>
    public Guid Id { get; set; }

    /// <summary>The project it leads to.</summary>
    public Guid ProjectId { get; set; }

    /// <summary>SHA-256 of the secret in the link; unique.</summary>
    public byte[] Digest { get; set; } = [];

    /// <summary>What it makes somebody.</summary>
    public Role Role { get; set; }

    /// <summary>See <see cref="Membership.SeesBodies"/>.</summary>
    public bool SeesBodies { get; set; }

    /// <summary>For whom it was made, in the words of who made it; null = nobody said.</summary>
    public string? Note { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>E-mail of the account or name of the key that made it.</summary>
    public string CreatedBy { get; set; } = "";

    /// <summary>The account that made it; null = a key did. The link is worth what this account could give at the moment it is used.</summary>
    public Guid? CreatedByAccount { get; set; }

    /// <summary>When it stops working.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>When somebody came in by it; null = nobody has.</summary>
    public DateTimeOffset? UsedAt { get; set; }

    /// <summary>The e-mail address of who did; null likewise.</summary>
    public string? UsedBy { get; set; }

    /// <summary>When it was taken back; null = it was not.</summary>
    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>Whether it still lets somebody in.</summary>
    /// <param name="now">The moment.</param>
    public bool WorksAt(DateTimeOffset now) => UsedAt is null && RevokedAt is null && ExpiresAt > now;
}
