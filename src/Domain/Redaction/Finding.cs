namespace Observability.Domain.Redaction;

/// <summary>Something a detector found in a text of UTF-8 bytes.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Its first byte.</param>
/// <param name="End">The byte after its last.</param>
internal readonly record struct Finding(SensitiveKind Kind, int Start, int End);
