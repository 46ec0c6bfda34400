using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Prompts;

namespace Observability.Dashboard.Prompts;

/// <summary>Where a label is.</summary>
/// <param name="Label">The label.</param>
/// <param name="Number">Number of the version it is on.</param>
/// <param name="At">When it was put there.</param>
/// <param name="MovedBy">Who put it there.</param>
public sealed record LabelPlace(string Label, int Number, DateTimeOffset At, string MovedBy);

/// <summary>Finds prompts, labels and versions of one project.</summary>
internal static class PromptRows
{
    /// <summary>Where the labels of these prompts are now, by name.</summary>
    public static async Task<ILookup<Guid, LabelPlace>> LabelsAsync(ObservabilityDb db, Guid projectId, IReadOnlyCollection<Guid> prompts, CancellationToken ct)
    {
        var lines = await db.PromptLabels
            .Where(l => l.ProjectId == projectId && prompts.Contains(l.PromptId)
                && !db.PromptLabels.Any(later => later.PromptId == l.PromptId && later.Label == l.Label && later.Id > l.Id))
            .Where(l => l.Number != null).OrderBy(l => l.Label).ToListAsync(ct);
        return lines.ToLookup(l => l.PromptId, l => new LabelPlace(l.Label, l.Number!.Value, l.At, l.MovedBy));
    }

    /// <summary>The version that is meant; null when there is none. Prompts that were put away are found too: whoever names one still gets it.</summary>
    public static async Task<(Prompt Prompt, PromptVersion Version)?> FindAsync(ObservabilityDb db, Guid projectId, PromptReference reference, CancellationToken ct)
    {
        var prompt = await db.Prompts.SingleOrDefaultAsync(p => p.ProjectId == projectId && p.Name == reference.Name, ct);
        if (prompt is null)
        {
            return null;
        }

        var number = reference.Number ?? (reference.Label is null ? prompt.Latest
            : (await LabelsAsync(db, projectId, [prompt.Id], ct))[prompt.Id].SingleOrDefault(l => l.Label == reference.Label)?.Number);
        var version = await db.PromptVersions.SingleOrDefaultAsync(v => v.PromptId == prompt.Id && v.ProjectId == projectId && v.Number == number, ct);
        return version is null ? null : (prompt, version);
    }
}
