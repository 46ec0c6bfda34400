using System.Security.Cryptography;
using Observability.Domain.Keys;

namespace Observability.Domain.Replays;

/// <summary>The key with which the dashboard sends a project's replays through ingest's public route.</summary>
/// <remarks>
/// It follows from the master key, so no text of it is stored anywhere: the table of keys holds its digest, as of every key, and an admin who
/// revokes it stops all replays of the project.
/// </remarks>
public static class ReplayKey
{
    /// <summary>The key of a project.</summary>
    /// <param name="masterKey">The installation's master key.</param>
    /// <param name="projectId">The project.</param>
    public static Sensitive<string> Of(Sensitive<byte[]> masterKey, Guid projectId) =>
        KeyText.Derive(KeyKind.Write, HMACSHA256.HashData(masterKey.Value, (byte[])[.. "observability replay key v1"u8, .. projectId.ToByteArray(bigEndian: true)]));
}
