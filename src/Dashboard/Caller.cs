namespace Observability.Dashboard;

/// <summary>Who sends a message: an account in the browser or a key at the API. The scope of every query comes from here and from nowhere else.</summary>
/// <param name="ProjectId">The one project this caller sees.</param>
/// <param name="Access">How much it may do there.</param>
/// <param name="Name">Account e-mail or key name, for the audit log.</param>
public sealed record Caller(Guid ProjectId, Access Access, string Name)
{
    /// <summary>The account; null = it is a key, which has nothing of its own.</summary>
    public Guid? AccountId { get; init; }

    /// <summary>The session by which the account is signed in; null = it is a key.</summary>
    public Guid? SessionId { get; init; }
}
