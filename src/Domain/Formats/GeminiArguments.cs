using System.Globalization;
using System.Text.Json.Nodes;

namespace Observability.Domain.Formats;

/// <summary>Puts a tool call's arguments together from values and the places they belong to: <c>$.city</c>, <c>$.stops[0].name</c>.</summary>
internal static class GeminiArguments
{
    // Deeper than any tool asks for.
    private const int MaxDepth = 32;

    /// <summary>Puts <paramref name="value"/> at <paramref name="path"/>; a path that cannot be followed becomes the name of a member.</summary>
    public static void Put(JsonObject arguments, string path, JsonNode? value)
    {
        var steps = StepsOf(path);
        if (steps is null || !TryPut(arguments, steps, value))
        {
            arguments[path] = value?.DeepClone();
        }
    }

    private static List<string>? StepsOf(string path)
    {
        if (!path.StartsWith("$.", StringComparison.Ordinal))
        {
            return null;
        }

        var steps = path[2..].Replace("[", ".[", StringComparison.Ordinal).Split('.').ToList();
        return steps.Count <= MaxDepth && steps.All(s => s.Length > 0) ? steps : null;
    }

    private static bool TryPut(JsonNode node, List<string> steps, JsonNode? value)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            var last = i == steps.Count - 1;
            var next = last ? value?.DeepClone() : steps[i + 1][0] == '[' ? new JsonArray() : new JsonObject();
            switch (node)
            {
                case JsonObject members when steps[i][0] != '[':
                    if (last || members[steps[i]] is null)
                    {
                        members[steps[i]] = next;
                    }

                    node = members[steps[i]]!;
                    break;

                // Items come in order: one far beyond the last would fill memory with what was never sent.
                case JsonArray items when IndexOf(steps[i]) is { } index && index <= items.Count:
                    if (index == items.Count)
                    {
                        items.Add(null);
                    }

                    if (last || items[index] is null)
                    {
                        items[index] = next;
                    }

                    node = items[index]!;
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private static int? IndexOf(string step) =>
        step.Length > 2 && step[^1] == ']' && int.TryParse(step.AsSpan(1, step.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : null;
}
