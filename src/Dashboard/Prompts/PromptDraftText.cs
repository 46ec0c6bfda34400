using System.Text;
using Observability.Dashboard.Replays;
using Observability.Domain.Prompts;

namespace Observability.Dashboard.Prompts;

/// <summary>A version while it is written: what stands in the fields.</summary>
public sealed class PromptDraftText
{
    /// <summary>The name of a new prompt.</summary>
    public string Name { get; set; } = "";

    /// <summary>Number of the version it is made from; 0 = the prompt is new.</summary>
    public int After { get; init; }

    /// <summary>What the prompt is for.</summary>
    public string? Description { get; set; }

    /// <summary>The call, its body with placeholders; null = it is a partial.</summary>
    public CallDraft? Call { get; set; }

    /// <summary>The text of a partial.</summary>
    public string Text { get; set; } = "";

    /// <summary>Values of variables nobody gives one for.</summary>
    public Dictionary<string, string> Defaults { get; init; } = new(StringComparer.Ordinal);

    /// <summary>What is new in it.</summary>
    public string? Note { get; set; }

    /// <summary>The template as it stands.</summary>
    public (string Body, TemplateForm Form) Source => Call is { } call ? (Encoding.UTF8.GetString((call.Body ?? default).Span), TemplateForm.Json) : (Text, TemplateForm.Text);

    /// <summary>What the next version of a prompt begins with.</summary>
    public static PromptDraftText Of(PromptDetail prompt, UpstreamChoices upstreams) => new()
    {
        Name = prompt.Prompt.Name,
        After = prompt.Prompt.Latest,
        Description = prompt.Prompt.Description,
        Call = PromptCall.Of(prompt.Version, prompt.Version.Body, upstreams.Find(prompt.Version.Upstream ?? "")?.BasePath),
        Text = prompt.Prompt.Partial ? prompt.Version.Body : "",
        Defaults = new(StringsJson.Strings(prompt.Version.Defaults), StringComparer.Ordinal),
    };

    /// <summary>What is to be stored. Defaults of variables that are no longer there are left out.</summary>
    /// <param name="variables">The variables of the template, those of its partials included; null = it cannot be read, and storing it will say why.</param>
    public PromptContent Content(IReadOnlyList<TemplateVariable>? variables)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in (Call?.Headers ?? []).Where(h => !PromptCall.IsContentType(h.Key)))
        {
            headers[name] = value;
        }

        return new(
            Call is null, Source.Body, Defaults.Where(d => variables is null || variables.Any(v => v.Name == d.Key)).ToDictionary(d => d.Key, d => d.Value, StringComparer.Ordinal),
            Call?.Upstream, Call?.Target.Trim(), headers, Description ?? "");
    }
}
