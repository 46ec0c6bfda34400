using System.Globalization;
using System.Text.Json;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Audit;
using Observability.Dashboard.Revisions;
using Observability.Dashboard.Ui;
using Observability.Domain;
using Observability.Domain.Pricing;

namespace Observability.Dashboard.Prices;

/// <summary>Enters a price of the project's own, or changes one. What is stored already keeps its price until it is repriced.</summary>
/// <param name="Id">The price to change; null = a new one.</param>
/// <param name="Model">The model, or its start with <c>*</c> at the end.</param>
/// <param name="Upstream">The one upstream it holds for; null = any.</param>
/// <param name="From">Since when it holds; null = since ever.</param>
/// <param name="To">Until when, exclusive; null = for good.</param>
/// <param name="Rates">The rates as <see cref="RateTableJson"/> writes them.</param>
/// <param name="Note">Why, or where it is agreed; null = not said.</param>
[Requires(Access.Admin)]
public sealed record SavePrice(Guid? Id, string Model, string? Upstream, DateTimeOffset? From, DateTimeOffset? To, string Rates, string? Note) : IRequest<SavedPrice>;

/// <summary>What came of it.</summary>
/// <param name="Price">As stored now; null when it was refused or is not there.</param>
/// <param name="Refusal">A sentence that says what is wrong with which field; null when nothing is.</param>
/// <param name="Concerns">The stored exchanges it concerns; null when nothing was saved.</param>
public sealed record SavedPrice(OwnPrice? Price, string? Refusal, RepricingRange? Concerns);

internal sealed class SavePriceHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<SavePrice, SavedPrice>
{
    private const int LongestNote = 1000;

    public async Task<SavedPrice> Handle(SavePrice request, CancellationToken cancellationToken)
    {
        var row = request.Id is not { } id ? Add() : await db.Prices.AsTracking()
            .SingleOrDefaultAsync(p => p.Id == id && p.ProjectId == caller.ProjectId, cancellationToken);
        if (row is null)
        {
            return new(null, null, null);
        }

        var before = request.Id is null ? null : Particulars(row);
        var concerned = request.Id is null ? null : RepricingRange.Of(row);
        Change(row, request);
        if (await RefuseAsync(row, cancellationToken) is { } refusal)
        {
            return new(null, refusal, null);
        }

        AuditLog.Add(db, caller, time.GetUtcNow(), (before is null ? "price.added" : "price.changed", row.Id), new { Before = before, After = Particulars(row) });
        await Outdated.SaveAsync(db, caller.ProjectId, cancellationToken);
        var concerns = RepricingRange.Of(row);
        return new(row, null, concerned is null ? concerns : concerns.And(concerned));
    }

    /// <summary>What the audit log keeps of a price.</summary>
    internal static object Particulars(OwnPrice price) => new
    {
        price.Model,
        price.Upstream,
        From = price.StartsAt,
        To = price.EndsAt,
        Rates = JsonSerializer.Deserialize<JsonElement>(price.Rates),
        price.Note,
    };

    private OwnPrice Add()
    {
        var row = new OwnPrice { Id = Guid.CreateVersion7(time.GetUtcNow()), ProjectId = caller.ProjectId, CreatedAt = time.GetUtcNow(), CreatedBy = caller.Name };
        db.Add(row);
        return row;
    }

    private static void Change(OwnPrice row, SavePrice request)
    {
        row.Model = request.Model.Trim();
        row.Upstream = string.IsNullOrWhiteSpace(request.Upstream) ? null : request.Upstream.Trim();
        row.StartsAt = request.From?.ToUniversalTime();
        row.EndsAt = request.To?.ToUniversalTime();
        row.Rates = request.Rates;
        row.Note = string.IsNullOrWhiteSpace(request.Note) ? null : request.Note.Trim();
    }

    private async Task<string?> RefuseAsync(OwnPrice row, CancellationToken ct)
    {
        if (row.Refuse() is { } refusal)
        {
            return Sentences.InWords(refusal);
        }

        if (row.Note?.Length > LongestNote)
        {
            return string.Format(CultureInfo.CurrentCulture, OwnPricesText.NoteTooLong, row.Note.Length, LongestNote);
        }

        if (row.Upstream is { } upstream && await KnownUpstream.RefuseAsync(db, caller.ProjectId, upstream, ct) is { } unknown)
        {
            return unknown;
        }

        var twin = await db.Prices.AnyAsync(
            p => p.ProjectId == caller.ProjectId && p.Id != row.Id && p.Model == row.Model && p.Upstream == row.Upstream && p.StartsAt == row.StartsAt, ct);
        return twin ? string.Format(CultureInfo.CurrentCulture, OwnPricesText.Twin, row.Model) : null;
    }
}
