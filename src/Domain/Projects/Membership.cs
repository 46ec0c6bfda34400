namespace Observability.Domain.Projects;

/// <summary>That an account belongs to a project, and as what.</summary>
public sealed class Membership
{
    /// <summary>The project.</summary>
    public Guid ProjectId { get; set; }

    /// <summary>The account.</summary>
    public Guid AccountId { get; set; }

    /// <summary>What it is there.</summary>
    public Role Role { get; set; }

    /// <summary>Whether it may read what was asked and answered; otherwise only what that came to: tokens, cost, times, errors. Owners always may.</summary>
    public bool SeesBodies { get; set; }

    /// <summary>Since when.</summary>
    public DateTimeOffset JoinedAt { get; set; }
}
