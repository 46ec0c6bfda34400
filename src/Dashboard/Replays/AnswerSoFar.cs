using Observability.Domain.Formats;

namespace Observability.Dashboard.Replays;

/// <summary>What an answer says so far. All of it was measured here; what the stored exchange says later counts.</summary>
public sealed record AnswerSoFar
{
    /// <summary>Status of the answer.</summary>
    public required int Status { get; init; }

    /// <summary>Its content type; null when it names none.</summary>
    public string? ContentType { get; init; }

    /// <summary>Bytes of its body so far, as they cross the wire.</summary>
    public long Bytes { get; init; }

    /// <summary>Whether more came than is read here: the answer goes on, <see cref="Reading"/> does not.</summary>
    public bool IsCut { get; init; }

    /// <summary>Whether nothing more will come.</summary>
    public bool IsOver { get; init; }

    /// <summary>From the sending to the head of the answer.</summary>
    public required TimeSpan ToHead { get; init; }

    /// <summary>From the sending to the first byte of the body; null = none has come.</summary>
    public TimeSpan? ToFirstByte { get; init; }

    /// <summary>From the sending to the first generated content; null = none has come, or the answer is no stream.</summary>
    public TimeSpan? ToFirstToken { get; init; }

    /// <summary>What its format understands so far; null when no format reads it.</summary>
    public Reading? Reading { get; init; }

    /// <summary>The start of a body that no format reads and that is text; null when it is none.</summary>
    public string? Plain { get; init; }

    /// <summary>What went wrong, in the words of who refused it; null when nothing did.</summary>
    public string? Error => Reading?.Error ?? (Status >= 400 ? Plain : null);
}
