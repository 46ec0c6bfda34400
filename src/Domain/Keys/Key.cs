namespace Observability.Domain.Keys;

/// <summary>One of our keys, as stored: its text was shown once and only its SHA-256 is kept.</summary>
public sealed class Key
{
    /// <summary>UUIDv7.</summary>
    public Guid Id { get; set; }

    /// <summary>The project it opens.</summary>
    public Guid ProjectId { get; set; }

    /// <summary>What it may do.</summary>
    public KeyKind Kind { get; set; }

    /// <summary>What it was made for.</summary>
    public KeyClient Client { get; set; }

    /// <summary>Alterations done for it although <see cref="Client"/> does not bring them, by name.</summary>
    /// <remarks><c>include_usage</c> here is more than what a client brings: usage is then also asked of upstreams that are not known to accept it.</remarks>
    public string[] AlterationsOn { get; set; } = [];

    /// <summary>Alterations not done for it although <see cref="Client"/> brings them, by name.</summary>
    public string[] AlterationsOff { get; set; } = [];

    /// <summary>Whether it tells what was asked and answered, and not only what that came to. Of read and admin keys; a write key tells nothing.</summary>
    public bool SeesBodies { get; set; } = true;

    /// <summary>Name for people.</summary>
    public string Name { get; set; } = "";

    /// <summary>SHA-256 of the key's text; unique.</summary>
    public byte[] Digest { get; set; } = [];

    /// <summary>Start of the text, for recognition: prefix and four characters.</summary>
    public string Hint { get; set; } = "";

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it stops working; null = never.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>When it was revoked; null = it was not.</summary>
    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>Start of the newest exchange it made, as far as the writer has got; null = never used.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }
}
