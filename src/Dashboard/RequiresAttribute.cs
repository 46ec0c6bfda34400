namespace Observability.Dashboard;

/// <summary>What a message demands of its caller. Every message has one (Architecture.Tests); checked before its handler runs.</summary>
/// <param name="access">The least access needed.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequiresAttribute(Access access) : Attribute
{
    /// <summary>The least access needed.</summary>
    public Access Access { get; } = access;
}
