using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Observability.Dashboard.SignIn;

/// <summary>One-time codes by time, as RFC 6238 defines them and authenticator apps make them: SHA-1, 30 seconds, six digits.</summary>
/// <remarks>Source: RFC 6238 (§4, appendix B) and RFC 4226 (§5.3), read 2026-11-22. SHA-1 is what every app knows; its collisions do not touch HMAC.</remarks>
internal static class Totp
{
    /// <summary>Length of a secret, bytes: that of the hash, as RFC 4226 §4 asks.</summary>
    public const int SecretBytes = 20;

    private const int StepSeconds = 30;
    private const int Modulus = 1_000_000;
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>A secret that nobody knows.</summary>
    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    /// <summary>The step that <paramref name="at"/> is in.</summary>
    public static long StepAt(DateTimeOffset at) => at.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The code of a step.</summary>
    public static string CodeOf(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 6238 names it, apps know no other, and an HMAC does not need what SHA-1 has lost.
        HMACSHA1.HashData(secret, counter, mac);
#pragma warning restore CA5350
        var number = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(mac[(mac[^1] & 0xf)..]) & 0x7fff_ffff;
        return (number % Modulus).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The step whose code <paramref name="code"/> is: this one, the one before or the one after, for clocks differ. Null = none of them.</summary>
    public static long? StepOf(ReadOnlySpan<byte> secret, string code, DateTimeOffset now)
    {
        var given = Encoding.UTF8.GetBytes(code);
        var current = StepAt(now);
        long? found = null;
        foreach (var step in (ReadOnlySpan<long>)[current - 1, current, current + 1])
        {
            if (CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(CodeOf(secret, step))))
            {
                found = step;
            }
        }

        return found;
    }

    /// <summary>The secret as people type it into an app: base 32, in groups of four.</summary>
    public static string Spelled(ReadOnlySpan<byte> secret) => string.Join(' ', ToBase32(secret).Chunk(4).Select(c => new string(c)));

    /// <summary>What an app reads from the picture: <c>otpauth://totp/Observability:anna%40example.com?secret=…&amp;issuer=Observability</c>.</summary>
    public static string Address(string email, ReadOnlySpan<byte> secret) =>
        $"otpauth://totp/Observability:{Uri.EscapeDataString(email)}?secret={ToBase32(secret)}&issuer=Observability";

    /// <summary>Base 32 of RFC 4648 without padding.</summary>
    public static string ToBase32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        int buffer = 0, bits = 0;
        foreach (var b in bytes)
        {
            (buffer, bits) = ((buffer << 8) | b, bits + 8);
            while (bits >= 5)
            {
                bits -= 5;
                text.Append(Base32[(buffer >> bits) & 31]);
            }

            buffer &= (1 << bits) - 1;
        }

        return bits > 0 ? text.Append(Base32[(buffer << (5 - bits)) & 31]).ToString() : text.ToString();
    }
}
