using System.Globalization;
using Observability.Dashboard.Replays;

namespace Observability.Dashboard.Playground;

/// <summary>Which headers may be typed into a draft: whatever may be sent, and is no credential. A draft is kept in the history.</summary>
internal static class HeaderRules
{
    private static readonly string[] SecretEndings = ["auth", "authorization", "key", "token", "secret", "jwt", "password", "cookie", "credential"];

    /// <summary>Why the headers of a draft may not be these; null = they may.</summary>
    public static string? Refuse(CallDraft draft) =>
        draft.Headers.FirstOrDefault(h => IsSecret(h.Key)) is { Key: { } secret } ? string.Format(CultureInfo.CurrentCulture, FormText.HeaderIsSecret, secret)
        : DraftRules.Refuse(draft);

    private static bool IsSecret(string name) => SecretEndings.Any(e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase));
}
