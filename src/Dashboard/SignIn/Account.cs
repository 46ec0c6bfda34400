using Microsoft.AspNetCore.Identity;

namespace Observability.Dashboard.SignIn;

/// <summary>A person who may sign in.</summary>
public sealed class Account : IdentityUser<Guid>
{
    /// <summary>The project this person sees.</summary>
    public Guid ProjectId { get; set; }

    /// <summary>How much this person may do there.</summary>
    public Access Access { get; set; }

    /// <summary>When the account was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}
