namespace Observability.Dashboard;

/// <summary>The one project somebody may see, as whoever checked it found out. It is what opens a connection to that project's rows.</summary>
/// <remarks>
/// Only those who look a person, a key or an order up can make one; Architecture.Tests lists them. So no id that came with a request ever decides
/// whose rows are read. Behind it stands PostgreSQL's own wall: the connections of a scope see the rows of its project only (docs/decisions/0029).
/// </remarks>
public sealed record ProjectScope
{
    private ProjectScope(Guid projectId) => ProjectId = projectId;

    /// <summary>The project.</summary>
    public Guid ProjectId { get; }

    /// <summary>For those alone who have just found out, in the database, that somebody may see this project.</summary>
    internal static ProjectScope Authorised(Guid projectId) => new(projectId);
}
