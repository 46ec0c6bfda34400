using System.Text.Json;
using Observability.Dashboard.Prompts;
using Observability.Domain;
using Observability.Domain.Prompts;

namespace Observability.Dashboard.Api;

/// <summary>A prompt in a list.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Partial">Whether it is text that others put into theirs.</param>
/// <param name="Description">What it is for; null = nobody said.</param>
/// <param name="LatestVersion">Number of its latest version.</param>
/// <param name="Labels">Numbers of the versions its labels are on.</param>
/// <param name="UpdatedAt">When the latest version was made.</param>
/// <param name="UpdatedBy">Who made it.</param>
/// <param name="LastUsedAt">When the latest known exchange made from it started; null = none is known.</param>
/// <param name="ArchivedAt">When it was put away; null = it is in use.</param>
internal sealed record PromptSummaryJson(
    string Name, bool Partial, string? Description, int LatestVersion, IReadOnlyDictionary<string, int> Labels, DateTime UpdatedAt, string UpdatedBy,
    DateTime? LastUsedAt, DateTime? ArchivedAt)
{
    public static PromptSummaryJson Of(PromptSummary prompt) => new(
        prompt.Name, prompt.Partial, prompt.Description, prompt.Latest, prompt.Labels.ToDictionary(l => l.Label, l => l.Number, StringComparer.Ordinal),
        prompt.UpdatedAt.UtcDateTime, prompt.UpdatedBy, prompt.LastUsed?.UtcDateTime, prompt.ArchivedAt?.UtcDateTime);
}

/// <summary>What there is.</summary>
/// <param name="Data">Prompts by name.</param>
/// <param name="More">Whether there are more than are told: search narrower.</param>
internal sealed record PromptListJson(IReadOnlyList<PromptSummaryJson> Data, bool More);

/// <summary>A version of a prompt.</summary>
/// <param name="Name">The prompt.</param>
/// <param name="Version">The version's number.</param>
/// <param name="Reference">What a call made from it says in <c>X-Observability-Prompt-Id</c>.</param>
/// <param name="Labels">The labels that are on it, <c>latest</c> included.</param>
/// <param name="Partial">Whether it is text that others put into theirs.</param>
/// <param name="Upstream">Name of the upstream it is meant for; null in a partial.</param>
/// <param name="Family">The family of formats of its body; null in a partial.</param>
/// <param name="Target">Path and query; null in a partial.</param>
/// <param name="Headers">Headers it needs beside Content-Type and the credential.</param>
/// <param name="Body">The template of the body; null in a partial, or where its partials were asked for and cannot be put in.</param>
/// <param name="Text">The template of the text; null when it is no partial.</param>
/// <param name="Defaults">Values of variables nobody gives one for.</param>
/// <param name="Variables">Its variables, those of its partials included.</param>
/// <param name="Partials">The partials in it, and the versions they are now.</param>
/// <param name="Problem">Why its partials cannot be put in; null when they can.</param>
/// <param name="Note">What is new in it; null = nobody said.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="ArchivedAt">When the prompt was put away; null = it is in use.</param>
internal sealed record PromptJson(
    string Name, int Version, string Reference, IReadOnlyList<string> Labels, bool Partial, string? Upstream, string? Family, string? Target,
    IReadOnlyDictionary<string, string> Headers, JsonElement? Body, string? Text, IReadOnlyDictionary<string, string> Defaults,
    IReadOnlyList<PromptVariableJson> Variables, IReadOnlyList<UsedPartialJson> Partials, string? Problem, string? Note, DateTime CreatedAt, string CreatedBy,
    DateTime? ArchivedAt)
{
    public static PromptJson Of(PromptDetail prompt, bool whole)
    {
        var (version, source) = (prompt.Version, whole ? prompt.Template?.Print() : prompt.Version.Body);
        return new(
            prompt.Prompt.Name, version.Number, prompt.Reference, LabelsOf(prompt), prompt.Prompt.Partial, version.Upstream, version.Family, version.Target,
            StringsJson.Strings(version.Headers), prompt.Prompt.Partial || source is null ? null : JsonElement.Parse(source), prompt.Prompt.Partial ? source : null,
            prompt.Defaults, [.. (prompt.Template?.Variables ?? []).Select(PromptVariableJson.Of)],
            [.. prompt.Partials.Select(p => new UsedPartialJson(p.Reference.ToString(), p.Number))], prompt.Problem, version.Note,
            version.CreatedAt.UtcDateTime, version.CreatedBy, prompt.Prompt.ArchivedAt?.UtcDateTime);
    }

    private static string[] LabelsOf(PromptDetail prompt) =>
    [
        .. prompt.Labels.Where(l => l.Number == prompt.Version.Number).Select(l => l.Label),
        .. prompt.Version.Number == prompt.Prompt.Latest ? (string[])[PromptName.Latest] : [],
    ];
}

/// <summary>A variable of a template.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type"><c>text</c>, <c>number</c>, <c>boolean</c> or <c>json</c>.</param>
/// <param name="Default">The value in the template for when nobody gives one; null = there is none there.</param>
internal sealed record PromptVariableJson(string Name, string Type, string? Default)
{
    public static PromptVariableJson Of(TemplateVariable variable) => new(variable.Name, EnumNames.NameOf(variable.Type), variable.Default);
}

/// <summary>A partial in a template.</summary>
/// <param name="Reference">As the template names it.</param>
/// <param name="Version">Number of the version that is now.</param>
internal sealed record UsedPartialJson(string Reference, int Version);

/// <summary>A version in a list.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Note">What is new in it; null = nobody said.</param>
/// <param name="Upstream">Name of the upstream it is meant for; null in a partial.</param>
/// <param name="Family">The family of formats of its body; null in a partial.</param>
/// <param name="Target">Path and query; null in a partial.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">Who made it.</param>
internal sealed record PromptVersionJson(int Version, string? Note, string? Upstream, string? Family, string? Target, DateTime CreatedAt, string CreatedBy)
{
    public static PromptVersionJson Of(PromptVersionSummary version) =>
        new(version.Number, version.Note, version.Upstream, version.Family, version.Target, version.CreatedAt.UtcDateTime, version.CreatedBy);
}

/// <summary>A version to be made; the first one makes the prompt.</summary>
/// <param name="Body">The template of the body, a JSON object; for a partial leave it out.</param>
/// <param name="Text">The text of a partial; for anything else leave it out.</param>
/// <param name="Upstream">Name of the upstream it is meant for.</param>
/// <param name="Target">Path and query, the upstream's base path included, such as <c>/v1/chat/completions</c>.</param>
/// <param name="Headers">Headers it needs beside Content-Type; never a credential.</param>
/// <param name="Defaults">Values of variables nobody gives one for.</param>
/// <param name="Note">What is new in it.</param>
/// <param name="Description">What the prompt is for; left out = as it was.</param>
/// <param name="After">Number of the version it was made from: refused when there is a later one meanwhile. 0 = the prompt must be new.</param>
internal sealed record NewPromptVersionJson(
    JsonElement? Body = null, string? Text = null, string? Upstream = null, string? Target = null, Dictionary<string, string>? Headers = null,
    Dictionary<string, string>? Defaults = null, string? Note = null, string? Description = null, int? After = null);

/// <summary>What came of it.</summary>
/// <param name="Version">Number of the version.</param>
/// <param name="Reference">What a call made from it says in <c>X-Observability-Prompt-Id</c>.</param>
/// <param name="Unchanged">Whether the latest version says the same, so that nothing new was stored.</param>
internal sealed record SavedPromptJson(int Version, string Reference, bool Unchanged);

/// <summary>Where a label is to be.</summary>
/// <param name="Version">Number of the version.</param>
internal sealed record LabelPlaceJson(int Version);

/// <summary>What is to be rendered.</summary>
/// <param name="Values">Values by name, as text; what is missing has its default.</param>
/// <param name="Version">Number of the version; left out = told by the label.</param>
/// <param name="Label">The label that is on it; left out without a version = the latest.</param>
internal sealed record RenderPromptJson(Dictionary<string, string>? Values = null, int? Version = null, string? Label = null);

/// <summary>What it came to. Nothing was sent.</summary>
/// <param name="Reference">What a call made from it says in <c>X-Observability-Prompt-Id</c>.</param>
/// <param name="Upstream">Name of the upstream; null for a partial.</param>
/// <param name="Target">Path and query; null for a partial.</param>
/// <param name="Headers">Headers it needs beside Content-Type and the credential.</param>
/// <param name="Body">The body; null for a partial.</param>
/// <param name="Text">The text of a partial; null for anything else.</param>
internal sealed record RenderedPromptJson(string Reference, string? Upstream, string? Target, IReadOnlyDictionary<string, string> Headers, JsonElement? Body, string? Text);
