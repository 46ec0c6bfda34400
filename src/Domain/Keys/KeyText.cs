using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Observability.Domain.Keys;

/// <summary>The text of a key: <c>obs_w_</c>, <c>obs_r_</c> or <c>obs_a_</c>, 43 random base62 characters, 6 of CRC-32 over all before them.</summary>
/// <remarks>The checksum lets a typing error be told without a look-up, and secret scanners be sure.</remarks>
public static class KeyText
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int PrefixLength = 6;
    private const int RandomLength = 43;
    private const int ChecksumLength = 6;

    /// <summary>Length of every key's text in characters.</summary>
    public const int Length = PrefixLength + RandomLength + ChecksumLength;

    private static readonly SearchValues<char> Letters = SearchValues.Create(Alphabet);

    /// <summary>A new key of this kind, from the system's random source.</summary>
    public static Sensitive<string> Generate(KeyKind kind)
    {
        var start = Prefix(kind) + RandomNumberGenerator.GetString(Alphabet, RandomLength);
        return new(start + Checksum(start));
    }

    /// <summary>The key of this kind that follows from 32 secret bytes: the same bytes give the same key.</summary>
    /// <exception cref="ArgumentException">They are not 32.</exception>
    public static Sensitive<string> Derive(KeyKind kind, ReadOnlySpan<byte> seed)
    {
        if (seed.Length != SHA256.HashSizeInBytes)
        {
            throw new ArgumentException($"A key follows from {SHA256.HashSizeInBytes} bytes, these are {seed.Length}.", nameof(seed));
        }

        Span<char> digits = stackalloc char[RandomLength];
        var number = new BigInteger(seed, isUnsigned: true);
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            (number, var digit) = BigInteger.DivRem(number, Alphabet.Length);
            digits[i] = Alphabet[(int)digit];
        }

        var start = string.Concat(Prefix(kind), digits);
        return new(start + Checksum(start));
    }

    /// <summary>Whether <paramref name="text"/> has the form of a key, its checksum included; says nothing about whether the key exists.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out KeyKind kind) => TryParse(text.AsSpan(), out kind);

    /// <summary>Whether <paramref name="text"/> has the form of a key, its checksum included. Allocates nothing.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out KeyKind kind)
    {
        kind = default;
        if (text.Length != Length || !text.StartsWith("obs_", StringComparison.Ordinal) || text[5] != '_')
        {
            return false;
        }

        switch (text[4])
        {
            case 'w': kind = KeyKind.Write; break;
            case 'r': kind = KeyKind.Read; break;
            case 'a': kind = KeyKind.Admin; break;
            default: return false;
        }

        if (text[PrefixLength..].ContainsAnyExcept(Letters))
        {
            return false;
        }

        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(text[..^ChecksumLength], checksum);
        return text[^ChecksumLength..].SequenceEqual(checksum);
    }

    /// <summary>What is stored and looked up instead of the text: SHA-256 (the text has 256 random bits, so a slow hash would add nothing).</summary>
    public static byte[] DigestOf(string text) => SHA256.HashData(Encoding.ASCII.GetBytes(text));

    /// <summary>The part that may be shown: prefix and the first four characters.</summary>
    public static string HintOf(string text) => text[..(PrefixLength + 4)];

    private static string Prefix(KeyKind kind) => kind switch
    {
        KeyKind.Write => "obs_w_",
        KeyKind.Read => "obs_r_",
        KeyKind.Admin => "obs_a_",
    };

    private static string Checksum(string start)
    {
        Span<char> digits = stackalloc char[ChecksumLength];
        WriteChecksum(start, digits);
        return new(digits);
    }

    private static void WriteChecksum(ReadOnlySpan<char> start, Span<char> digits)
    {
        Span<byte> ascii = stackalloc byte[PrefixLength + RandomLength];
        Encoding.ASCII.GetBytes(start, ascii);
        var crc = Crc32(ascii);
        for (var i = ChecksumLength - 1; i >= 0; i--)
        {
            digits[i] = Alphabet[(int)(crc % 62)];
            crc /= 62;
        }
    }

    // CRC-32 as in zip and PNG (reflected 0xEDB88320), the one that secret scanners expect.
    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320u;
            }
        }

        return ~crc;
    }
}
