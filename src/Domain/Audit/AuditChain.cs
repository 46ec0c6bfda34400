using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Observability.Domain.Audit;

/// <summary>How entries are hashed into a chain: worked out here apart from the database, which does it when it stores them (<c>audit_hash</c> in migrations/0030).</summary>
public static class AuditChain
{
    /// <summary>The hash before the first entry of a project: no bytes.</summary>
    public static ReadOnlyMemory<byte> Start => ReadOnlyMemory<byte>.Empty;

    /// <summary>The hash of <paramref name="entry"/> as number <paramref name="number"/> after <paramref name="previous"/>.</summary>
    /// <param name="previous">The hash of the entry before it.</param>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="entry">The entry as it is stored: its details as PostgreSQL writes jsonb.</param>
    public static byte[] Next(ReadOnlySpan<byte> previous, long number, AuditEntry entry)
    {
        var text = new StringBuilder();
        foreach (var part in Parts(number, entry))
        {
            // Its length before each: no two entries are written alike.
            text.Append(part is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(part)}:{part}")).Append(';');
        }

        return SHA256.HashData([.. previous, .. Encoding.UTF8.GetBytes(text.ToString())]);
    }

    private static string?[] Parts(long number, AuditEntry entry) =>
    [
        number.ToString(CultureInfo.InvariantCulture),
        entry.Id.ToString(),
        entry.ProjectId.ToString(),
        ((entry.At.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture),
        entry.Who,
        entry.AccountId?.ToString(),
        entry.What,
        entry.Subject,
        entry.Details,
    ];
}
