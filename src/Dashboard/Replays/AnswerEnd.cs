namespace Observability.Dashboard.Replays;

/// <summary>How a column's answer ended.</summary>
public enum AnswerEnding
{
    /// <summary>It came to its end; its status may still be an error's.</summary>
    Whole,

    /// <summary>The reader stopped it.</summary>
    Stopped,

    /// <summary>The connection broke before its end.</summary>
    Broken,

    /// <summary>It was not sent: the column says why.</summary>
    Refused,
}

/// <summary>What a column says when its answer has ended.</summary>
/// <param name="ExchangeId">Id of its exchange, which may not be stored yet; where the call was refused there will be none.</param>
/// <param name="Ending">How it ended.</param>
public sealed record AnswerEnd(Guid ExchangeId, AnswerEnding Ending);
