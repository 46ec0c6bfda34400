using Observability.Dashboard.Totals;

namespace Observability.Dashboard.Users;

/// <summary>A user, and what all they did in a range comes to.</summary>
public sealed record UserUsage : UsageSums
{
    /// <summary>Their id, as exchanges carry it.</summary>
    public required string User { get; init; }

    /// <summary>Their name when last seen; null when none was said.</summary>
    public string? Name { get; init; }

    /// <summary>Their e-mail address when last seen.</summary>
    public string? Email { get; init; }

    /// <summary>Their role when last seen, such as <c>admin</c>.</summary>
    public string? Role { get; init; }

    /// <summary>The groups they were in when last seen.</summary>
    public required string[] Groups { get; init; }

    /// <summary>How we knew them when last seen, by the name of an <see cref="Observability.Domain.Exchanges.IdentitySource"/>; null = stored before that was noted.</summary>
    public string? Source { get; init; }

    /// <summary>How many sessions they had.</summary>
    public long Conversations { get; init; }

    /// <summary>The model of most of their requests; null when none named one.</summary>
    public string? FavouriteModel { get; init; }

    /// <summary>How many users there are in all, those not told included.</summary>
    public long Users { get; init; }

    /// <summary>What to call them.</summary>
    public string Title => Name ?? Email ?? User;
}
