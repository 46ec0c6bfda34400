using System.Globalization;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Accounts;

/// <summary>A browser in two words, from what it says of itself. A guess for people, never a fact to act on.</summary>
internal static class DeviceWords
{
    // The first that is found: Edge says it is Chrome, Chrome says it is Safari, and Android says it is Linux.
    private static readonly (string Mark, string Name)[] Browsers =
        [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl")];

    private static readonly (string Mark, string Name)[] Systems =
        [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")];

    /// <summary>The words; what it said, shortened, when none are known.</summary>
    public static string Of(string device) => (Find(Browsers, device), Find(Systems, device)) switch
    {
        ({ } browser, { } system) => string.Format(CultureInfo.CurrentCulture, AccountText.BrowserOnSystem, browser, system),
        ({ } browser, null) => browser,
        (null, { } system) => system,
        _ => device.Length == 0 ? AccountText.UnknownDevice : VisibleText.Of(device.Length > 40 ? device[..40] + "…" : device),
    };

    private static string? Find((string Mark, string Name)[] marks, string device) =>
        marks.FirstOrDefault(m => device.Contains(m.Mark, StringComparison.Ordinal)).Name;
}
