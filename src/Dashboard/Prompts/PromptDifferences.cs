using System.Globalization;
using System.Text.Json;
using Observability.Dashboard.Compare;
using Observability.Domain.Prompts;

namespace Observability.Dashboard.Prompts;

/// <summary>What differs between two versions of a prompt: where it goes, its headers and defaults, and each value of its body by its place in it.</summary>
internal static class PromptDifferences
{
    /// <summary>How many are drawn at most.</summary>
    public const int Most = 200;

    /// <summary>The values that differ, in the order of the versions.</summary>
    public static IReadOnlyList<ComparedValue> Of(PromptVersion first, PromptVersion second, bool partial)
    {
        List<ComparedValue> values =
        [
            new("upstream", first.Upstream, second.Upstream),
            new("target", first.Target, second.Target),
        ];
        Lay(values, "header ", StringsJson.Strings(first.Headers), StringsJson.Strings(second.Headers));
        Lay(values, "default ", StringsJson.Strings(first.Defaults), StringsJson.Strings(second.Defaults));
        if (partial)
        {
            values.Add(new("text", first.Body, second.Body));
        }
        else
        {
            Lay(values, "", Leaves(first.Body), Leaves(second.Body));
        }

        return [.. values.Where(v => !v.IsSame)];
    }

    private static void Lay(List<ComparedValue> to, string prefix, IReadOnlyDictionary<string, string> first, IReadOnlyDictionary<string, string> second) =>
        to.AddRange(first.Keys.Union(second.Keys, StringComparer.Ordinal).Select(name => new ComparedValue(prefix + name, first.GetValueOrDefault(name), second.GetValueOrDefault(name))));

    private static Dictionary<string, string> Leaves(string body)
    {
        using var document = JsonDocument.Parse(body);
        var leaves = new Dictionary<string, string>(StringComparer.Ordinal);
        Collect(document.RootElement, "");
        return leaves;

        void Collect(JsonElement element, string path)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.Object when element.EnumerateObject().Any():
                    foreach (var member in element.EnumerateObject())
                    {
                        Collect(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}");
                    }

                    break;
                case JsonValueKind.Array when element.GetArrayLength() > 0:
                    foreach (var (index, item) in element.EnumerateArray().Index())
                    {
                        Collect(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"));
                    }

                    break;
                default:
                    // A name that stands twice in an object keeps what is said last, as readers of JSON do.
                    leaves[path] = Said(element);
                    break;
            }
        }
    }

    private static string Said(JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, escaped: it is shown as it is written.
            return element.GetRawText();
        }
    }
}
