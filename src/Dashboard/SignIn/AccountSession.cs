namespace Observability.Dashboard.SignIn;

/// <summary>One sign-in of one browser. The cookie names it; without its row the cookie opens nothing.</summary>
public sealed class AccountSession
{
    /// <summary>UUIDv7. Not a secret: it works only inside a cookie that this installation sealed.</summary>
    public Guid Id { get; set; }

    /// <summary>Who signed in.</summary>
    public Guid AccountId { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it was last used, to within <see cref="AccountSessions.SeenAnew"/>.</summary>
    public DateTimeOffset SeenAt { get; set; }

    /// <summary>When it ends however much it is used.</summary>
    public DateTimeOffset EndsAt { get; set; }

    /// <summary>Address it began from; of a proxy where none is trusted to tell (<c>OBSERVABILITY_TRUSTED_PROXIES</c>). Empty = unknown.</summary>
    public string Address { get; set; } = "";

    /// <summary>What the browser said it is, cut to <see cref="AccountSessions.LongestDevice"/> characters; a stranger's text.</summary>
    public string Device { get; set; } = "";
}
