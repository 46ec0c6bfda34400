using System.Globalization;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Observability.Dashboard.Audit;
using Observability.Dashboard.Revisions;
using Observability.Dashboard.Ui;
using Observability.Domain;
using Observability.Domain.Pricing;

namespace Observability.Dashboard.Prices;

/// <summary>Says how an upstream bills the project, or says it anew. What is stored already keeps its price until it is repriced.</summary>
/// <param name="Upstream">Name of the upstream.</param>
/// <param name="Provider">The provider of the catalogue whose list holds; null = told by the upstream's host.</param>
/// <param name="Factor">What list prices are multiplied by.</param>
/// <param name="Note">Why, or where it is agreed; null = not said.</param>
[Requires(Access.Admin)]
public sealed record SaveTerms(string Upstream, string? Provider, decimal Factor, string? Note) : IRequest<SavedTerms>;

/// <summary>What came of it.</summary>
/// <param name="Terms">As stored now; null when they were refused.</param>
/// <param name="Refusal">A sentence that says what is wrong with which field; null when they were saved.</param>
public sealed record SavedTerms(UpstreamTerms? Terms, string? Refusal);

internal sealed class SaveTermsHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<SaveTerms, SavedTerms>
{
    public async Task<SavedTerms> Handle(SaveTerms request, CancellationToken cancellationToken)
    {
        var row = await db.UpstreamTerms.AsTracking().SingleOrDefaultAsync(t => t.ProjectId == caller.ProjectId && t.Upstream == request.Upstream, cancellationToken);
        var before = row is null ? null : Particulars(row);
        if (row is null)
        {
            row = new() { Id = Guid.CreateVersion7(time.GetUtcNow()), ProjectId = caller.ProjectId, Upstream = request.Upstream };
            db.Add(row);
        }

        row.Provider = string.IsNullOrWhiteSpace(request.Provider) ? null : request.Provider.Trim();
        row.Factor = request.Factor;
        row.Note = string.IsNullOrWhiteSpace(request.Note) ? null : request.Note.Trim();
        (row.UpdatedAt, row.UpdatedBy) = (time.GetUtcNow(), caller.Name);
        var refusal = Sentences.InWords(row.Refuse()) ?? await KnownUpstream.RefuseAsync(db, caller.ProjectId, row.Upstream, cancellationToken);
        if (refusal is not null)
        {
            return new(null, refusal);
        }

        AuditLog.Add(db, caller, time.GetUtcNow(), (before is null ? "terms.added" : "terms.changed", row.Id), new { Before = before, After = Particulars(row) });
        try
        {
            await Outdated.SaveAsync(db, caller.ProjectId, cancellationToken);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return new(null, string.Format(CultureInfo.CurrentCulture, TermsText.AddedMeanwhile, request.Upstream));
        }

        return new(row, null);
    }

    /// <summary>What the audit log keeps of terms.</summary>
    internal static object Particulars(UpstreamTerms terms) => new { terms.Upstream, terms.Provider, terms.Factor, terms.Note };
}
