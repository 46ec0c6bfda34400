namespace Observability.Dashboard;

/// <summary>What a message demands of its caller. Every message has one (Architecture.Tests); checked before its handler runs.</summary>
/// <param name="access">The least access needed.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequiresAttribute(Access access) : Attribute
{
    /// <summary>The least access needed.</summary>
    public Access Access { get; } = access;

    /// <summary>
    /// Whether it tells what was asked or answered, or what was copied from there, so that only <see cref="Caller.SeesBodies"/> may send it. What tells
    /// it beside other things does without: the rows of such a caller come without texts (<see cref="Observability.Domain.ObservabilityDb.WithholdsTexts"/>).
    /// </summary>
    public bool Bodies { get; init; }
}
