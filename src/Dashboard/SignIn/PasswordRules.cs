using System.Text;

namespace Observability.Dashboard.SignIn;

/// <summary>Which passwords are not taken: short ones, and those made of what everybody tries first. Nothing is asked of any service.</summary>
/// <remarks>
/// No list of ten million: what stands on such lists and is twelve characters long is put together from a few words, runs of the keyboard,
/// years and repetitions. All of that is taken away, the account's own address too, and what is left must still be something.
/// </remarks>
internal static class PasswordRules
{
    /// <summary>How many characters must be left.</summary>
    private const int Own = 5;

    // Digits behind a word are worth something, and never enough.
    private const int MostOfDigits = 4;

    // Shortest run of neighbours on a keyboard or in the alphabet that is one.
    private const int Run = 4;

    private static readonly string[] Rows =
    [
        "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn", "1234567890", "0123456789",
        "abcdefghijklmnopqrstuvwxyz", "1q2w3e4r5t6y7u8i9o0p", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "qazwsxedcrfvtgbyhnujm", "!@#$%^&*()",
    ];

    /// <summary>Why <paramref name="password"/> is not taken for the account <paramref name="email"/>; null = it is.</summary>
    public static PasswordFault? Refuse(string password, string email) => password.Length switch
    {
        < Passwords.ShortestLength => PasswordFault.TooShort,
        > Passwords.LongestLength => PasswordFault.TooLong,
        _ => IsCommon(password, email) ? PasswordFault.Common : null,
    };

    private static bool IsCommon(string password, string email)
    {
        var plain = password.ToLowerInvariant();
        var own = email.ToLowerInvariant().Split('@', '.', '-', '_', '+').Where(part => part.Length >= 3);
        var words = own.Concat(CommonWords.All).OrderByDescending(w => w.Length).ToList();
        // As it is, and as it was meant: "p4$$w0rd", whose digits after the word are digits.
        var word = plain.TrimEnd([.. "0123456789!?.#*-_"]);
        var digits = Math.Min(MostOfDigits, plain[word.Length..].Distinct().Count());
        return Left(Without(plain, words)) < Own || Left(Without(Unmasked(plain), words)) < Own
            || (word.Any(char.IsLetter) && Left(Without(Unmasked(word), words)) + digits < Own);
    }

    // The longest come first, or "pass" would leave "word" of "password".
    private static string Without(string text, List<string> words)
    {
        foreach (var word in words)
        {
            text = text.Replace(word, "\n", StringComparison.Ordinal);
        }

        return WithoutRuns(text);
    }

    private static string WithoutRuns(string text)
    {
        var left = new StringBuilder();
        for (var i = 0; i < text.Length;)
        {
            var run = RunAt(text, i);
            if (run < Run)
            {
                left.Append(text[i]);
            }

            i += run < Run ? 1 : run;
        }

        return left.ToString();
    }

    private static int RunAt(string text, int start)
    {
        var longest = 1;
        foreach (var row in Rows)
        {
            longest = Math.Max(longest, Math.Max(Along(text, start, row, 1), Along(text, start, row, -1)));
        }

        return longest;
    }

    private static int Along(string text, int start, string row, int direction)
    {
        var at = row.IndexOf(text[start], StringComparison.Ordinal);
        var length = 0;
        while (at >= 0 && at < row.Length && start + length < text.Length && text[start + length] == row[at])
        {
            (length, at) = (length + 1, at + direction);
        }

        return length;
    }

    // Digits and signs around a word are where people put them; what is written twice is written once.
    private static int Left(string text) => text.Where(char.IsLetter).Distinct().Count() is var letters && letters > 0
        ? letters + Math.Min(2, text.Where(c => !char.IsLetter(c) && c != '\n').Distinct().Count())
        : text.Where(c => c != '\n').Distinct().Count() - 2;

    private static string Unmasked(string text) => new([.. text.Select(c => c switch
    {
        '0' => 'o', '1' => 'i', '3' => 'e', '4' or '@' => 'a', '5' or '$' => 's', '7' or '+' => 't', '8' => 'b', '!' => 'i', _ => c,
    })]);
}
