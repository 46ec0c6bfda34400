using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Observability.Dashboard.Audit;
using Observability.Domain;
using Observability.Domain.Audit;

namespace Observability.Dashboard.Api;

internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder api)
    {
        var audit = api.MapGroup("/audit").WithTags("audit");
        audit.MapGet("", ListAsync).WithName("listAudit").WithSummary("Who did what, newest first, by keyset. Needs an admin key.");
        audit.MapGet("/verify", VerifyAsync).WithName("verifyAudit").WithSummary("Whether the chain of entries is whole. Needs an admin key.");
        audit.MapGet("/export", ExportAsync).WithName("exportAudit").WithSummary("What the filter keeps as a file, newest first. Needs an admin key.");
    }

    private static async Task<Results<Ok<AuditListJson>, ProblemHttpResult>> ListAsync(
        [AsParameters] AuditListParameters parameters, ApiMessages messages, CancellationToken ct)
    {
        if (!parameters.TryRead(out var query, out var problem))
        {
            return ApiProblems.Invalid(problem);
        }

        var part = await messages.SendAsync(query, ct);
        return TypedResults.Ok(new AuditListJson([.. part.Lines.Select(AuditJson.Of)], part.Next?.ToString()));
    }

    private static async Task<Ok<AuditVerdictJson>> VerifyAsync(ApiMessages messages, CancellationToken ct) =>
        TypedResults.Ok(AuditVerdictJson.Of(await messages.SendAsync(new VerifyAudit(), ct)));

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> ExportAsync(
        [AsParameters] AuditListParameters parameters, Messages all, ApiMessages messages, IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions> json, CancellationToken ct,
        [Description("jsonl (default) or csv.")] string format = "jsonl")
    {
        if (!parameters.TryRead(out var query, out var problem) || (format is not ("jsonl" or "csv") && (problem = $"format is '{format}'; it must be jsonl or csv.") is not null))
        {
            return ApiProblems.Invalid(problem!);
        }

        await messages.SendAsync(new BeginAuditExport(query.Filter, format), ct);
        // The request may be over when the file is still being written.
        var caller = await messages.CallerAsync(ct);
        return new AuditFile(all, caller, query.Filter, json.Value.SerializerOptions).As(format, ct);
    }
}

/// <summary>The query of the audit log, as text: each error is told in words instead of being ignored.</summary>
internal sealed record AuditListParameters(
    [property: FromQuery, Description("Only of this account or key, by its whole name.")] string? Who,
    [property: FromQuery, Description("Only this action, such as key.revoked, or all of a noun: key.*")] string? What,
    [property: FromQuery, Description("Only about the thing of this id.")] string? Subject,
    [property: FromQuery, Description("At or after, ISO 8601; UTC when no offset is given.")] string? From,
    [property: FromQuery, Description("Before, ISO 8601; UTC when no offset is given.")] string? To,
    [property: FromQuery, Description("Entries, 1 to 1000; default 200.")] string? Limit,
    [property: FromQuery, Description("next_cursor of the page before.")] string? Cursor)
{
    private const int DefaultLimit = 200;

    /// <summary>The message, or what is wrong with which parameter.</summary>
    public bool TryRead([NotNullWhen(true)] out PageAudit? query, [NotNullWhen(false)] out string? problem)
    {
        query = null;
        var limit = DefaultLimit;
        AuditCursor? after = null;
        if (!ExchangeListParameters.TryTime("from", From, out var from, out problem) || !ExchangeListParameters.TryTime("to", To, out var to, out problem))
        {
            return false;
        }

        if (Limit is not null && (!int.TryParse(Limit, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > PageAudit.MaxLimit))
        {
            problem = $"limit is '{Limit}'; it must be a whole number from 1 to {PageAudit.MaxLimit}.";
            return false;
        }

        if (Cursor is { Length: > 0 } && (after = AuditCursor.Parse(Cursor)) is null)
        {
            problem = "cursor is not one that this API gave: use the next_cursor of the page before, unchanged.";
            return false;
        }

        query = new(new() { Who = Given(Who), What = Given(What), Subject = Given(Subject), From = from, To = to }, after, limit);
        return true;
    }

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

/// <summary>A page of the audit log.</summary>
/// <param name="Data">Its entries, newest first.</param>
/// <param name="NextCursor">Where the next page begins; null = there is none.</param>
internal sealed record AuditListJson(IReadOnlyList<AuditJson> Data, string? NextCursor);

/// <summary>One entry of the audit log.</summary>
/// <param name="Id">Its id.</param>
/// <param name="At">When.</param>
/// <param name="Who">Account or key.</param>
/// <param name="AccountId">The account; null = it was a key or the program.</param>
/// <param name="What">What was done, such as <c>price.added</c>.</param>
/// <param name="Subject">Id of what it was done to.</param>
/// <param name="Details">The particulars.</param>
/// <param name="Number">Its number in the chain; null = the chain does not know it.</param>
/// <param name="Hash">SHA-256 up to and with it, in hex; null likewise.</param>
internal sealed record AuditJson(
    Guid Id, DateTime At, string Who, Guid? AccountId, string What, string Subject, JsonElement Details, long? Number, string? Hash)
{
    public static AuditJson Of(AuditLine line)
    {
        var entry = line.Entry;
        return new(
            entry.Id, entry.At.UtcDateTime, entry.Who, entry.AccountId, entry.What, entry.Subject, JsonSerializer.Deserialize<JsonElement>(entry.Details),
            line.Number, line.Hash);
    }
}

/// <summary>What came of checking the chain.</summary>
/// <param name="Whole">Whether everything that was ever written is there as it was written.</param>
/// <param name="Entries">How many entries are in order, from the first on.</param>
/// <param name="Head">The hash up to and with the last of these; empty when there are none.</param>
/// <param name="Break">What is wrong: altered, removed, cut_off or slipped_in; null = nothing.</param>
/// <param name="At">The number of the first entry that is wrong; null when none can be named.</param>
internal sealed record AuditVerdictJson(bool Whole, long Entries, string Head, string? Break, long? At)
{
    public static AuditVerdictJson Of(AuditVerdict verdict) =>
        new(verdict.IsWhole, verdict.Entries, verdict.Head, verdict.Break is { } what ? EnumNames.NameOf(what) : null, verdict.At);
}
