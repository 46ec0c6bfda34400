using Microsoft.AspNetCore.Identity;

namespace Observability.Dashboard.SignIn;

/// <summary>What is the same e-mail address.</summary>
internal static class Emails
{
    private const int Longest = 320;
    private static readonly UpperInvariantLookupNormalizer Normalizer = new();

    /// <summary>The one spelling accounts are found by; empty for what can be no address, which no account has.</summary>
    public static string Normal(string email)
    {
        var text = email.Trim();
        // Half a character has no spelling, and PostgreSQL keeps no NUL.
        return text.Length > Longest || text.Any(c => char.IsControl(c) || char.IsSurrogate(c)) ? "" : Normalizer.NormalizeEmail(text);
    }
}
