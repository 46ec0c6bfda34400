using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Observability.Dashboard.SignIn;

/// <summary>How passwords are kept: PBKDF2 with SHA-512 and as many rounds as OWASP asks for.</summary>
internal static class Passwords
{
    /// <summary>Shortest password, characters. Length is what helps; rules about digits and symbols only make people write passwords down.</summary>
    public const int ShortestLength = 12;

    /// <summary>Longest password, characters: more than anybody types, little enough to be hashed at once.</summary>
    public const int LongestLength = 256;

    /// <summary>Rounds of PBKDF2.</summary>
    public const int Rounds = 210_000;

    /// <summary>Hashes and verifies.</summary>
    public static PasswordHasher<Account> Hasher { get; } = new(Options.Create(new PasswordHasherOptions { IterationCount = Rounds }));
}
