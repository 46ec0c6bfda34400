namespace Observability.Dashboard;

/// <summary>Demands the database or model that sees all projects. For jobs, and for those who find out who somebody is; Architecture.Tests lists them.</summary>
/// <remarks>Without it a handler gets what shows the caller's project only, and nobody else gets anything (docs/decisions/0029).</remarks>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class PastTheWallAttribute() : FromKeyedServicesAttribute(Services)
{
    /// <summary>The key under which the container has them.</summary>
    public const string Services = "past the wall";
}
