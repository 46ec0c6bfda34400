namespace Observability.Domain.Redaction;

/// <summary>A piece of text in a body: the inside of a JSON string, or a stretch that is no JSON.</summary>
/// <param name="Channel">Pieces of one channel, one after the other, are one text: the deltas of a streamed answer. Zero = it stands alone.</param>
/// <param name="Start">Its first byte.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="IsEscaped">Whether JSON's escapes are in it.</param>
internal readonly record struct Fragment(ulong Channel, int Start, int Length, bool IsEscaped);
