namespace Observability.Ingest.Spool;

/// <summary>Why a record is kept without its body; stored with the exchange, for a person.</summary>
internal static class LeftOut
{
    /// <summary>There was room for the record without its body only.</summary>
    public const string NearlyFull = "The spool was nearly full; bodies were left out.";

    /// <summary>There was no memory for it to wait in, or nothing but the outcome is held while the disk refuses.</summary>
    public const string DiskTrouble = "The disk under the spool was too slow or refused writes; bodies were left out.";
}
