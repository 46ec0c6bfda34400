using Observability.Dashboard.Totals;

namespace Observability.Dashboard.Users;

/// <summary>A user, and what all they did in a range comes to.</summary>
/// <param name="Who">Who they are.</param>
/// <param name="Done">What it comes to.</param>
public sealed record UserUsage(KnownUser Who, GroupSums Done);
