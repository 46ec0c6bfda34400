namespace Observability.Ingest.Spool;

/// <summary>Who is let in while the disk the spool may use runs out: first bodies stay out, then new exchanges; what is open can always end.</summary>
internal sealed class SpoolBudget(SpoolOptions options, SpoolCounters counters)
{
    /// <summary>Room kept free for the END of every open exchange; a bare END is shorter.</summary>
    public const int EndReserve = 1024;

    private readonly long _bodyReserve = Math.Min(16 << 20, options.MaxBytes / 16);
    private volatile bool _isFull;

    /// <summary>Whether the last exchange offered found no room, not even without its body, and none has been made since.</summary>
    public bool IsFull => _isFull;

    /// <summary>Whether there is room for a record while so many exchanges are open.</summary>
    public bool Admits(EncodedRecord record, int open)
    {
        var used = counters.SpoolBytes.Value + (open * (long)EndReserve) + record.Length;
        var admits = record switch
        {
            { IsBare: false } => used <= options.MaxBytes - _bodyReserve,
            { Header.Kind: RecordKind.End } => true,
            _ => used + EndReserve <= options.MaxBytes,
        };
        _isFull |= !admits && record.IsBare;
        return admits;
    }

    /// <summary>Notes that an exchange was let in, or that a segment went.</summary>
    public void NoteRoom() => _isFull = false;
}
