namespace Observability.Ingest.Spool;

/// <summary>What became of an attempt to append.</summary>
internal enum AppendResult
{
    /// <summary>The operating system has it: it survives a kill of the process.</summary>
    Written,

    /// <summary>The spool has no room for it as it is; without its body it may fit.</summary>
    NoRoom,

    /// <summary>Somebody else's write takes too long.</summary>
    Busy,

    /// <summary>An END whose BEGIN was not kept: there is nothing to end.</summary>
    NotBegun,

    /// <summary>The disk refuses, or refused less than half a second ago.</summary>
    Unwritable,
}
