using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Observability.EndToEnd.Tests.Browser;

/// <summary>The account that the first start made.</summary>
internal sealed partial record FirstAccount(string Email, string Password)
{
    /// <summary>Reads it from the line that <c>./run</c> prints.</summary>
    public static FirstAccount Of(string line)
    {
        var parts = Line().Match(line);
        return new(parts.Groups[1].Value, parts.Groups[2].Value);
    }

    /// <summary>Signs in as a person would, in any language.</summary>
    public async Task SignInAsync(IPage page)
    {
        await page.GotoAsync("/");
        await page.Locator("#email").FillAsync(Email);
        await page.Locator("#password").FillAsync(Password);
        await page.Locator("form[action='/sign-in'] button").ClickAsync();
    }

    [GeneratedRegex("email=(\\S+) password=(\\S+)")]
    private static partial Regex Line();
}
