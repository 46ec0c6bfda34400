using System.Globalization;
using Observability.Domain.Prompts;

namespace Observability.Dashboard.Prompts;

/// <summary>A version while it is written: what stands in the fields.</summary>
public sealed class PromptDraftText
{
    /// <summary>The name of a new prompt.</summary>
    public string Name { get; set; } = "";

    /// <summary>Whether it is a partial.</summary>
    public bool Partial { get; init; }

    /// <summary>Number of the version it is made from; 0 = the prompt is new.</summary>
    public int After { get; init; }

    /// <summary>What the prompt is for.</summary>
    public string? Description { get; set; }

    /// <summary>Name of the upstream.</summary>
    public string Upstream { get; set; } = "";

    /// <summary>Path and query.</summary>
    public string Target { get; set; } = "";

    /// <summary>Headers, a line each.</summary>
    public string Headers { get; set; } = "";

    /// <summary>The template.</summary>
    public string Body { get; set; } = "";

    /// <summary>Values of variables nobody gives one for.</summary>
    public Dictionary<string, string> Defaults { get; init; } = new(StringComparer.Ordinal);

    /// <summary>What is new in it.</summary>
    public string? Note { get; set; }

    /// <summary>What the next version of a prompt begins with.</summary>
    public static PromptDraftText Of(PromptDetail prompt) => new()
    {
        Name = prompt.Prompt.Name,
        Partial = prompt.Prompt.Partial,
        After = prompt.Prompt.Latest,
        Description = prompt.Prompt.Description,
        Upstream = prompt.Version.Upstream ?? "",
        Target = prompt.Version.Target ?? "",
        Headers = Lines(StringsJson.Strings(prompt.Version.Headers)),
        Body = prompt.Version.Body,
        Defaults = new(StringsJson.Strings(prompt.Version.Defaults), StringComparer.Ordinal),
    };

    /// <summary>Headers as they are written in the field.</summary>
    public static string Lines(IEnumerable<KeyValuePair<string, string>> headers) => string.Join('\n', headers.Select(h => $"{h.Key}: {h.Value}"));

    /// <summary>What is to be stored; null when a line of the headers is none. Defaults of variables that are no longer there are left out.</summary>
    /// <param name="variables">The variables the template names itself; null = it cannot be read, and storing it will say why.</param>
    public PromptContent? Content(IReadOnlyList<TemplateVariable>? variables)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in Headers.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1 || !headers.TryAdd(line[..colon].Trim().ToLower(CultureInfo.InvariantCulture), line[(colon + 1)..].Trim()))
            {
                return null;
            }
        }

        var partials = variables is null || Body.Contains("{{>", StringComparison.Ordinal);
        var defaults = Defaults.Where(d => partials || variables!.Any(v => v.Name == d.Key)).ToDictionary(d => d.Key, d => d.Value, StringComparer.Ordinal);
        return new(Partial, Body, defaults, Partial ? null : Upstream, Partial ? null : Target.Trim(), headers, Description ?? "");
    }
}
