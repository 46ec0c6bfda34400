using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Observability.Domain.Redaction;

/// <summary>Names and hashes that stand for others in one project: equal for what is equal, and without the master key nothing can be tried out against them.</summary>
/// <param name="masterKey">The installation's master key.</param>
/// <param name="projectId">The project: another one's are others.</param>
public sealed class Pseudonyms(Sensitive<byte[]> masterKey, Guid projectId)
{
    private readonly Sensitive<byte[]> _key =
        new(HMACSHA256.HashData(masterKey.Value, (byte[])[.. "observability redaction v1"u8, .. projectId.ToByteArray(bigEndian: true)]));

    /// <summary>What a user is called.</summary>
    public string User(string id) => Name("user", id);

    /// <summary>What a conversation is called.</summary>
    public string Session(string id) => Name("session", id);

    /// <summary>The hash that stands for a hash of words.</summary>
    public long Hash(long hash) => BinaryPrimitives.ReadInt64BigEndian(Of("hash", hash.ToString(CultureInfo.InvariantCulture)));

    /// <summary>What stands for a body, 32 bytes.</summary>
    /// <param name="sha256">The SHA-256 of it.</param>
    public byte[] Body(ReadOnlySpan<byte> sha256) => Of("body", Convert.ToHexStringLower(sha256));

    private string Name(string what, string text) => $"{what}-{Convert.ToHexStringLower(Of(what, text).AsSpan(0, 8))}";

    private byte[] Of(string what, string text) => HMACSHA256.HashData(_key.Value, Encoding.UTF8.GetBytes($"{what}\n{text}"));
}
