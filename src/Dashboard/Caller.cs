namespace Observability.Dashboard;

/// <summary>Who sends a message: an account in the browser or a key at the API. The scope of every query comes from here and from nowhere else.</summary>
/// <param name="Scope">The one project this caller sees.</param>
/// <param name="Access">How much it may do there.</param>
/// <param name="Name">Account e-mail or key name, for the audit log.</param>
public sealed record Caller(ProjectScope Scope, Access Access, string Name)
{
    // For those who may make a scope: Architecture.Tests lists both in one.
    internal Caller(Guid projectId, Access access, string name)
        : this(ProjectScope.Authorised(projectId), access, name)
    {
    }

    /// <summary>The one project this caller sees.</summary>
    public Guid ProjectId => Scope.ProjectId;

    /// <summary>The account; null = it is a key, which has nothing of its own.</summary>
    public Guid? AccountId { get; init; }

    /// <summary>Whether it may read what was asked and answered, and not only what that came to. Nobody may of whom nothing is said.</summary>
    public bool SeesBodies { get; init; }

    /// <summary>The session by which the account is signed in; null = it is a key.</summary>
    public Guid? SessionId { get; init; }
}
