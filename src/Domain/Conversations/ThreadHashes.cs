using Observability.Domain.Formats;

namespace Observability.Domain.Conversations;

/// <summary>Three numbers by which exchanges of one conversation find each other without their bodies.</summary>
/// <remarks>
/// They cover what assistants said, not what users did: clients rewrite user and system messages from turn to turn (retrieved documents, the
/// current time), but send answers back as they came. White space, reasoning (clients take it out) and the borders between messages (some
/// formats have one per part) do not count. Tools called count until their turn is over: afterwards some clients send them, others do not.
/// </remarks>
/// <param name="History">Of what assistants said in the request; null when they said nothing: the first turn.</param>
/// <param name="Thread">Of that and the answer after it; null when there was no answer. The <see cref="History"/> of what follows equals it.</param>
/// <param name="Prompt">Of the user's last words in the request; null when there are none. Equal with equal <see cref="History"/>: the same question asked again.</param>
public sealed record ThreadHashes(long? History, long? Thread, long? Prompt)
{
    /// <summary>The numbers of a reading.</summary>
    public static ThreadHashes Of(Reading reading)
    {
        var said = new WhatWasSaid();
        string? prompt = null;
        foreach (var message in reading.Input)
        {
            if (message.Role is "assistant" or "model")
            {
                said.Add(message);
            }
            else if (OwnWords.In(message) is { } words)
            {
                said.EndTurn();
                prompt = words;
            }
        }

        var history = said.Number();
        var thread = reading.Output is [var answer, ..] && said.Add(answer) ? said.Number() : null;
        return new(history, thread, prompt is null ? null : WhatWasSaid.NumberOf(prompt));
    }
}
