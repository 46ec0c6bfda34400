using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Observability.Domain.Formats;

namespace Observability.Domain.Conversations;

/// <summary>Three numbers by which exchanges of one conversation find each other without their bodies.</summary>
/// <remarks>
/// They cover what assistants said, not what users did: clients rewrite user and system messages from turn to turn (retrieved documents, the
/// current time), but send answers back as they came. White space around a text and reasoning, which clients take out, do not count.
/// </remarks>
/// <param name="History">Of the assistants' messages in the request, oldest first; null when it has none: the first turn.</param>
/// <param name="Thread">Of those and the answer after them; null when there was no answer. The next turn's <see cref="History"/> equals it.</param>
/// <param name="Prompt">Of the request's last user message; null when it has none. Equal with equal <see cref="History"/>: the same question asked again.</param>
public sealed record ThreadHashes(long? History, long? Thread, long? Prompt)
{
    /// <summary>The numbers of a reading.</summary>
    public static ThreadHashes Of(Reading reading)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var any = false;
        foreach (var message in reading.Input)
        {
            if (message.Role == "assistant")
            {
                any = true;
                Append(sha, message);
            }
        }

        var history = any ? Number(sha.GetCurrentHash()) : (long?)null;
        long? thread = null;
        if (reading.Output is [var answer, ..] && answer.Parts.Count > 0)
        {
            Append(sha, answer);
            thread = Number(sha.GetCurrentHash());
        }

        return new(history, thread, reading.Input.LastOrDefault(m => m.Role == "user") is { } prompt ? Number(SHA256.HashData(Encoding.UTF8.GetBytes(prompt.Text.Trim()))) : null);
    }

    // Every message ends in a byte that no UTF-8 text holds, so that two short ones never equal one long one.
    private static void Append(IncrementalHash sha, Message message)
    {
        sha.AppendData(Encoding.UTF8.GetBytes(message.Text.Trim()));
        foreach (var call in message.Parts.OfType<ToolCallPart>().Where(c => !c.ByProvider))
        {
            sha.AppendData([0xFE]);
            sha.AppendData(Encoding.UTF8.GetBytes(call.Name));
        }

        sha.AppendData([0xFF]);
    }

    private static long Number(ReadOnlySpan<byte> sha256) => BinaryPrimitives.ReadInt64LittleEndian(sha256);
}
