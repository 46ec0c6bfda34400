using System.Globalization;
using System.Text.Json;
using Observability.Domain.Prompts;
using Observability.Domain.Upstreams;

namespace Observability.Dashboard.Prompts;

/// <summary>What may be in a version, beside the template itself.</summary>
internal static class PromptRules
{
    /// <summary>Longest description, characters.</summary>
    public const int LongestDescription = 500;

    private const int LongestValue = 64 << 10;
    private const int MostValues = 200;
    private const int LongestTarget = 2_000;

    /// <summary>Neither headers nor defaults.</summary>
    public static IReadOnlyDictionary<string, string> NoStrings { get; } = new Dictionary<string, string>();

    private static readonly HashSet<string> Foreign = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Connection", "Content-Length", "Content-Type", "Content-Encoding", "Transfer-Encoding", "Keep-Alive", "Upgrade", "TE", "Trailer", "Expect",
        "Cookie", "Proxy-Authorization", "Accept-Encoding", "traceparent", "tracestate",
    };

    /// <summary>Why this cannot be stored, in a sentence; null when nothing stands against it but, perhaps, its template.</summary>
    public static string? Refuse(string name, PromptContent content) =>
        !PromptName.IsName(name) ? Say(PromptRefusalsText.NameRefused, name)
        : content.Body.Contains('\0') || content.Body.Length == 0 ? PromptRefusalsText.BodyRefused
        : RefuseDefaults(content.Defaults) is { } defaults ? defaults
        : content.Partial ? null
        : !IsObject(content.Body) ? PromptRefusalsText.NoObject
        : string.IsNullOrEmpty(content.Upstream) ? PromptRefusalsText.UpstreamMissing
        : !IsTarget(content.Target) ? PromptRefusalsText.TargetRefused
        : content.Headers.Keys.FirstOrDefault(h => !MayHold(h)) is { } header ? Say(PromptRefusalsText.HeaderRefused, header)
        : content.Headers.FirstOrDefault(h => h.Value.Any(c => c is < ' ' or > '~')).Key is { } wrong ? Say(PromptRefusalsText.HeaderValueRefused, wrong)
        : null;

    /// <summary>Whether a version may hold a header of this name: it is no credential's, and nobody else brings it.</summary>
    public static bool MayHold(string header) =>
        header.Length is > 0 and <= 100 && header.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && !Foreign.Contains(header)
        && !CredentialHeader.Names.Contains(header, StringComparer.OrdinalIgnoreCase)
        && !header.StartsWith("X-Observability-", StringComparison.OrdinalIgnoreCase) && !header.StartsWith("Helicone-", StringComparison.OrdinalIgnoreCase)
        && !header.StartsWith("X-OpenWebUI-", StringComparison.OrdinalIgnoreCase);

    private static string? RefuseDefaults(IReadOnlyDictionary<string, string> defaults) =>
        defaults.Count > MostValues || defaults.Values.Any(v => v.Length > LongestValue) ? Say(PromptRefusalsText.DefaultsTooLong, MostValues, LongestValue)
        : defaults.Keys.FirstOrDefault(name => !PromptName.IsVariable(name)) is { } name ? Say(PromptRefusalsText.VariableRefused, name)
        : defaults.FirstOrDefault(d => d.Value.Contains('\0')).Key is { } holed ? Say(PromptRefusalsText.DefaultRefused, holed)
        : null;

    private static bool IsTarget(string? target) =>
        target is { Length: > 0 and <= LongestTarget } && target[0] == '/' && !target.StartsWith("//", StringComparison.Ordinal) && target.All(c => c is > ' ' and <= '~' and not '#' and not '\\');

    private static bool IsObject(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            // The template's own reader says what is wrong with it.
            return true;
        }
    }

    private static string Say(string sentence, params object[] values) => string.Format(CultureInfo.CurrentCulture, sentence, values);
}
