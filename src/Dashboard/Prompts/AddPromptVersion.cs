using System.Data;
using System.Globalization;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Observability.Dashboard.Audit;
using Observability.Dashboard.Upstreams;
using Observability.Domain;
using Observability.Domain.Prompts;

namespace Observability.Dashboard.Prompts;

/// <summary>Makes a version of a prompt; the first one makes the prompt.</summary>
/// <param name="Name">The prompt's name.</param>
/// <param name="Content">What the version says.</param>
/// <param name="Note">What is new in it; null = nothing is said.</param>
/// <param name="After">Number of the version it was made from, so that nobody overlooks what somebody else did meanwhile; 0 = the prompt must be new; null = it does not matter.</param>
[Requires(Access.Replay)]
public sealed record AddPromptVersion(string Name, PromptContent Content, string? Note, int? After) : IRequest<PromptSaved>;

/// <summary>What a version says.</summary>
/// <param name="Partial">Whether it is text that others put into theirs; a prompt stays what it is.</param>
/// <param name="Body">The template.</param>
/// <param name="Defaults">Values of variables nobody gives one for.</param>
/// <param name="Upstream">Name of the upstream; null in a partial.</param>
/// <param name="Target">Path and query, the upstream's base path included; null in a partial.</param>
/// <param name="Headers">Headers it needs; never a credential.</param>
/// <param name="Description">What the prompt is for; null = what was said before stays.</param>
public sealed record PromptContent(
    bool Partial, string Body, IReadOnlyDictionary<string, string> Defaults, string? Upstream, string? Target, IReadOnlyDictionary<string, string> Headers,
    string? Description);

/// <summary>What came of it.</summary>
/// <param name="Number">Number of the version; null when it was refused.</param>
/// <param name="Unchanged">Whether it says what the latest version says, so that nothing was stored and <paramref name="Number"/> is that one's.</param>
/// <param name="Refusal">A sentence that says what is wrong; null when nothing is.</param>
public sealed record PromptSaved(int? Number, bool Unchanged, string? Refusal);

internal sealed class AddPromptVersionHandler(ObservabilityDb db, Caller caller, TimeProvider time, PromptCache cache) : IRequestHandler<AddPromptVersion, PromptSaved>
{
    public async Task<PromptSaved> Handle(AddPromptVersion request, CancellationToken cancellationToken)
    {
        if (PromptRules.Refuse(request.Name, request.Content) is { } refusal || (refusal = await RefuseTemplateAsync(request, cancellationToken)) is not null)
        {
            return new(null, false, refusal);
        }

        var family = request.Content.Partial ? null : await UpstreamFamily.OfAsync(db, caller.ProjectId, request.Content.Upstream!, cancellationToken);
        if (!request.Content.Partial && family is null)
        {
            return new(null, false, Say(PromptRefusalsText.NoUpstream, request.Content.Upstream!));
        }

        try
        {
            var saved = await SaveAsync(request, family, cancellationToken);
            cache.Forget();
            return saved;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "prompts_names" })
        {
            return new(null, false, Say(PromptRefusalsText.NameTaken, request.Name));
        }
    }

    private async Task<string?> RefuseTemplateAsync(AddPromptVersion request, CancellationToken ct)
    {
        var form = request.Content.Partial ? TemplateForm.Text : TemplateForm.Json;
        var whole = await PromptPartials.ExpandAsync(db, caller.ProjectId, (request.Content.Body, form), ct);
        // What it contains now may be an earlier version of itself; once this one is stored it would be this one.
        return whole.Problem is { } problem ? PromptWords.Of(problem)
            : whole.Partials.FirstOrDefault(p => p.Reference.Name == request.Name && p.Reference.Number is null) is { } itself
                ? PromptWords.Of(new(TemplateProblemKind.Cycle, itself.Reference.ToString(), null))
                : null;
    }

    private async Task<PromptSaved> SaveAsync(AddPromptVersion request, string? family, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, ct);
        // Two at once would both be the next.
        await db.Database.ExecuteSqlAsync($"select 1 from prompts where project_id = {caller.ProjectId} and name = {request.Name} for update", ct);
        var prompt = await db.Prompts.AsTracking().SingleOrDefaultAsync(p => p.ProjectId == caller.ProjectId && p.Name == request.Name, ct);
        var latest = prompt is null ? null : await db.PromptVersions.SingleAsync(v => v.PromptId == prompt.Id && v.Number == prompt.Latest, ct);
        if (Refuse(request, prompt) is { } refusal)
        {
            return new(null, false, refusal);
        }

        var now = time.GetUtcNow();
        prompt ??= await NewAsync(request, now, ct);
        var version = Version(request, family, (prompt.Id, prompt.Latest + 1, now));
        prompt.Description = request.Content.Description is { } said ? StoredText.Of(said.Trim(), PromptRules.LongestDescription) : prompt.Description;
        if (latest is not null && Same(latest, version))
        {
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return new(latest.Number, true, null);
        }

        prompt.Latest = version.Number;
        db.Add(version);
        AuditLog.Add(db, caller, now, ("prompt.version_added", prompt.Id), new { prompt.Name, Version = version.Number, version.Note });
        await db.SaveChangesAsync(ct);
        // What was sent yesterday may have been this already.
        await db.Database.ExecuteSqlAsync($"update prompt_looks set until = least(until, {now - Jobs.PromptUsesJob.LookedBack}) where project_id = {caller.ProjectId}", ct);
        await transaction.CommitAsync(ct);
        return new(version.Number, false, null);
    }

    private static string? Refuse(AddPromptVersion request, Prompt? prompt) =>
        prompt is { ArchivedAt: not null } ? Say(PromptRefusalsText.Archived, prompt.Name)
        : prompt is not null && request.After == 0 ? Say(PromptRefusalsText.NameTaken, prompt.Name)
        : prompt is not null && request.After is { } after && after != prompt.Latest ? Say(PromptRefusalsText.Overtaken, prompt.Latest, after)
        : prompt is not null && prompt.Partial != request.Content.Partial ? (prompt.Partial ? PromptRefusalsText.IsPartial : PromptRefusalsText.IsNoPartial)
        : null;

    private async Task<Prompt> NewAsync(AddPromptVersion request, DateTimeOffset now, CancellationToken ct)
    {
        var prompt = new Prompt { Id = Guid.CreateVersion7(now), ProjectId = caller.ProjectId, Name = request.Name, Partial = request.Content.Partial, CreatedAt = now, CreatedBy = caller.Name };
        db.Add(prompt);
        // Before its version, which refers to it.
        await db.SaveChangesAsync(ct);
        return prompt;
    }

    private PromptVersion Version(AddPromptVersion request, string? family, (Guid Prompt, int Number, DateTimeOffset At) place) => new()
    {
        Id = Guid.CreateVersion7(place.At),
        ProjectId = caller.ProjectId,
        PromptId = place.Prompt,
        Number = place.Number,
        Upstream = request.Content.Partial ? null : request.Content.Upstream,
        Family = family,
        Target = request.Content.Partial ? null : request.Content.Target,
        Headers = StringsJson.Of(request.Content.Partial ? PromptRules.NoStrings : request.Content.Headers),
        Body = request.Content.Body,
        Defaults = StringsJson.Of(request.Content.Defaults),
        Note = string.IsNullOrWhiteSpace(request.Note) ? null : StoredText.Of(request.Note.Trim(), StoredText.MaxSentence),
        CreatedAt = place.At,
        CreatedBy = caller.Name,
    };

    // The family follows from the upstream. PostgreSQL writes JSON its own way, so it is read before it is compared.
    private static bool Same(PromptVersion a, PromptVersion b) =>
        a.Body == b.Body && a.Upstream == b.Upstream && a.Target == b.Target
        && StringsJson.Of(StringsJson.Strings(a.Headers)) == b.Headers && StringsJson.Of(StringsJson.Strings(a.Defaults)) == b.Defaults;

    private static string Say(string sentence, params object[] values) => string.Format(CultureInfo.CurrentCulture, sentence, values);
}
