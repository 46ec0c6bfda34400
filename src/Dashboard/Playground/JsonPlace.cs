using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Observability.Dashboard.Playground;

/// <summary>Writes and reads JSON pointers (RFC 6901), and JSON strings.</summary>
internal static class JsonPlace
{
    /// <summary>The place of a member.</summary>
    public static string Under(string place, string name) =>
        $"{place}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    /// <summary>The place of an element.</summary>
    public static string Under(string place, int index) => string.Create(CultureInfo.InvariantCulture, $"{place}/{index}");

    /// <summary>The place something is in, and its name there.</summary>
    public static (string Parent, string Name) Split(string place)
    {
        var slash = place.LastIndexOf('/');
        return (place[..slash], Unescape(place[(slash + 1)..]));
    }

    /// <summary>The names and indexes from the root to a place.</summary>
    public static IEnumerable<string> Steps(string place) => place.Length == 0 ? [] : place[1..].Split('/').Select(Unescape);

    /// <summary>A text as JSON; what JSON does not ask to be escaped is not, halves of characters become U+FFFD.</summary>
    public static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private static string Unescape(string step) => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
