namespace Observability.Domain.Formats;

/// <summary>Notes where in a stream generated content arrived, for the times to first token, to first visible text and between tokens.</summary>
internal sealed class TokenMarks
{
    private readonly List<long> _offsets = [];

    /// <summary>Offset of the last byte of each event that carried content, in order.</summary>
    public IReadOnlyList<long> Offsets => _offsets;

    /// <summary>The first of them that carried something visible; null when none did.</summary>
    public long? FirstVisible { get; private set; }

    /// <summary>Notes what an event brought.</summary>
    /// <param name="generated">What it was.</param>
    /// <param name="end">Offset in the body just after the event: a token is there when the event that brings it is complete.</param>
    public void Add(Generated generated, long end)
    {
        if (generated == Generated.Nothing)
        {
            return;
        }

        _offsets.Add(end - 1);
        if (generated.HasFlag(Generated.Visible))
        {
            FirstVisible ??= end - 1;
        }
    }
}
