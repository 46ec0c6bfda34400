using System.Text;
using Npgsql;

namespace Observability.Ingest.Spool;

/// <summary>What a failed attempt to store a batch means.</summary>
internal enum StoreFailure
{
    /// <summary>The server, the network or the schema: the same batch may succeed later.</summary>
    Later,

    /// <summary>A partition the writer counted on has been dropped; making it again helps.</summary>
    PartitionGone,

    /// <summary>One of the records cannot be stored, now or ever.</summary>
    Refused,
}

/// <summary>Tells the kinds of failure apart.</summary>
internal static class StoreFailures
{
    /// <summary>What <paramref name="failure"/> means.</summary>
    public static StoreFailure Of(Exception failure) => failure switch
    {
        // "no partition of relation ... found for row" has the code of a check constraint, of which these tables have none.
        PostgresException { SqlState: PostgresErrorCodes.CheckViolation } => StoreFailure.PartitionGone,

        // Classes: 22 data, 23 integrity, 54 limits such as an index row too large. All others are the server's, not the record's.
        PostgresException { SqlState: ['2', '2' or '3', ..] or ['5', '4', ..] } => StoreFailure.Refused,

        // Before it reaches the server: text that is no Unicode, a value its column cannot hold.
        EncoderFallbackException or InvalidCastException or OverflowException or ArgumentException or InvalidDataException => StoreFailure.Refused,
        _ => StoreFailure.Later,
    };
}
