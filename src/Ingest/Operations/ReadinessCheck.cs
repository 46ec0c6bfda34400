namespace Observability.Ingest.Operations;

/// <summary>One thing ingest needs to take traffic; register one for each.</summary>
/// <param name="Name">What it is, one word.</param>
/// <param name="Obstacle">
/// Null when it is there; otherwise a sentence that says what is missing and names no path, address or secret. It only looks: it must be quick.
/// </param>
public sealed record ReadinessCheck(string Name, Func<string?> Obstacle);
