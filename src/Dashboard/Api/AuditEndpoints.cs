using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Observability.Dashboard.Audit;
using Observability.Domain.Audit;

namespace Observability.Dashboard.Api;

internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder api) =>
        api.MapGet("/audit", ListAsync).WithTags("audit").WithName("listAudit").WithSummary("Who changed what, newest first.");

    private static async Task<Ok<ListJson<AuditJson>>> ListAsync(Guid? subject, ApiMessages messages, CancellationToken ct) =>
        TypedResults.Ok(new ListJson<AuditJson>([.. (await messages.SendAsync(new ListAudit(subject), ct)).Select(AuditJson.Of)]));
}

/// <summary>One entry of the audit log.</summary>
/// <param name="Id">Its id.</param>
/// <param name="At">When.</param>
/// <param name="Who">Account or key.</param>
/// <param name="What">What was done, such as <c>price.added</c>.</param>
/// <param name="Subject">Id of what it was done to.</param>
/// <param name="Details">The particulars.</param>
internal sealed record AuditJson(Guid Id, DateTime At, string Who, string What, string Subject, JsonElement Details)
{
    public static AuditJson Of(AuditEntry entry) =>
        new(entry.Id, entry.At.UtcDateTime, entry.Who, entry.What, entry.Subject, JsonSerializer.Deserialize<JsonElement>(entry.Details));
}
