using Observability.Domain;
using Observability.Domain.Prompts;

namespace Observability.Dashboard.Prompts;

/// <summary>Puts the partials of a project into a template, as their labels and latest versions are at this moment.</summary>
internal static class PromptPartials
{
    private const int MostPartials = 100;

    /// <summary>Reads a version's template and puts its partials into it.</summary>
    public static async Task<ExpandedPrompt> ExpandAsync(ObservabilityDb db, Guid projectId, (string Body, TemplateForm Form) source, CancellationToken ct)
    {
        var read = PromptTemplate.Parse(source.Body, source.Form);
        if (read.Template is not { } template)
        {
            return new(null, read.Problem, [], EmptyDefaults);
        }

        var (partials, used) = (new Dictionary<PromptReference, PromptTemplate>(), new List<UsedPartial>());
        var defaults = new Dictionary<string, string>(StringComparer.Ordinal);
        var wanted = new Queue<PromptReference>(template.Partials);
        var seen = new HashSet<PromptReference>(template.Partials);
        while (wanted.TryDequeue(out var reference) && seen.Count <= MostPartials)
        {
            if (await PromptRows.FindAsync(db, projectId, reference, ct) is not ({ Partial: true }, var version)
                || PromptTemplate.Parse(version.Body, TemplateForm.Text).Template is not { } partial)
            {
                continue;
            }

            partials[reference] = partial;
            used.Add(new(reference, version.Number));
            foreach (var (name, value) in StringsJson.Strings(version.Defaults))
            {
                defaults.TryAdd(name, value);
            }

            foreach (var inner in partial.Partials.Where(seen.Add))
            {
                wanted.Enqueue(inner);
            }
        }

        var whole = template.With(partials);
        return new(whole.Template, whole.Problem, used, defaults);
    }

    private static readonly Dictionary<string, string> EmptyDefaults = [];
}

/// <summary>A template with its partials in it.</summary>
/// <param name="Template">The template; null when something is wrong.</param>
/// <param name="Problem">What is wrong; null when nothing is.</param>
/// <param name="Partials">The partials in it, those of partials included, and which version each came to.</param>
/// <param name="Defaults">Defaults that the versions of the partials give; the prompt's own go before them.</param>
internal sealed record ExpandedPrompt(
    PromptTemplate? Template, TemplateProblem? Problem, IReadOnlyList<UsedPartial> Partials, IReadOnlyDictionary<string, string> Defaults);

/// <summary>A partial in a template, and which version of it that is now.</summary>
/// <param name="Reference">As the template names it.</param>
/// <param name="Number">Number of the version.</param>
public sealed record UsedPartial(PromptReference Reference, int Number);
