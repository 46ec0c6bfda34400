using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Observability.Domain.Projects;

/// <summary>The secret in the link of an invitation: 22 random base62 characters, which are more than 128 bits.</summary>
public static class InvitationText
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>How long it is, characters.</summary>
    public const int Length = 22;

    private static readonly SearchValues<char> Letters = SearchValues.Create(Alphabet);

    /// <summary>A new one, from the system's random source.</summary>
    public static Sensitive<string> Generate() => new(RandomNumberGenerator.GetString(Alphabet, Length));

    /// <summary>Whether it has the form of one; says nothing about whether the invitation exists.</summary>
    public static bool IsOne(string? text) => text is { Length: Length } && !text.AsSpan().ContainsAnyExcept(Letters);

    /// <summary>What is stored and looked up instead of it: SHA-256.</summary>
    public static byte[] DigestOf(string text) => SHA256.HashData(Encoding.ASCII.GetBytes(text));
}
