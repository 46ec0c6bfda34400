using System.Data.Common;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Audit;

namespace Observability.Dashboard.Audit;

/// <summary>Writes the audit log.</summary>
internal static class AuditLog
{
    // People read this column; PostgreSQL's jsonb keeps the text as it is.
    private static readonly JsonSerializerOptions Plain = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Adds an entry to what <paramref name="db"/> saves next, so that it stands or falls with the change itself.</summary>
    /// <param name="db">Where the change is made.</param>
    /// <param name="caller">Who makes it.</param>
    /// <param name="at">When.</param>
    /// <param name="what">What is done, noun first (<c>price.added</c>), and to which thing.</param>
    /// <param name="details">The particulars, an object; never a secret.</param>
    public static void Add(ObservabilityDb db, Caller caller, DateTimeOffset at, (string What, Guid Subject) what, object details) =>
        Add(db, caller, at, (what.What, what.Subject.ToString()), details);

    /// <summary>The same of a thing that has a name instead of an id.</summary>
    public static void Add(ObservabilityDb db, Caller caller, DateTimeOffset at, (string What, string Subject) what, object details) =>
        Add(db, Doer.Of(caller), at, new(what.What, what.Subject, details));

    /// <summary>The same of somebody who is no caller, such as the environment of a start.</summary>
    public static void Add(ObservabilityDb db, Doer doer, DateTimeOffset at, Deed deed) => db.Add(Entry(doer, at, deed));

    /// <summary>
    /// Writes entries of what changes nothing in the database, on a connection of their own. When the log cannot be written it throws: what it was to tell of
    /// must not happen then (docs/audit.md).
    /// </summary>
    /// <param name="db">The log; what it saves is nothing else.</param>
    /// <param name="doer">Who it was.</param>
    /// <param name="at">When.</param>
    /// <param name="deeds">What was done.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="UnwrittenException">The log cannot be written.</exception>
    public static async Task WriteAsync(ObservabilityDb db, Doer doer, DateTimeOffset at, IReadOnlyList<Deed> deeds, CancellationToken ct)
    {
        db.AddRange(deeds.Select(d => Entry(doer, at, d)));
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (Exception e) when (e is DbUpdateException or DbException or InvalidOperationException)
        {
            // What is likely to pass is wrapped once more, as an invalid operation.
            throw new UnwrittenException(AuditText.Unwritten, e);
        }
    }

    private static AuditEntry Entry(Doer doer, DateTimeOffset at, Deed deed) => new()
    {
        Id = Guid.CreateVersion7(at),
        ProjectId = doer.ProjectId,
        At = at,
        Who = doer.Name,
        AccountId = doer.AccountId,
        What = deed.What,
        Subject = deed.Subject,
        Details = JsonSerializer.Serialize(deed.Details ?? new { }, Plain),
    };
}

/// <summary>The audit log cannot be written, so what it was to tell of did not happen.</summary>
/// <param name="message">That, in a sentence for readers.</param>
/// <param name="inner">Why.</param>
internal sealed class UnwrittenException(string message, Exception inner) : Exception(message, inner);

/// <summary>Something that is to stand in the audit log.</summary>
/// <param name="What">What was done, noun first (<c>exchange.viewed</c>).</param>
/// <param name="Subject">To which thing.</param>
/// <param name="Details">The particulars, an object; never a secret. Null = there are none.</param>
internal sealed record Deed(string What, string Subject, object? Details = null)
{
    /// <summary>Whether it changed something: then it is written each time, and not once for a while.</summary>
    public bool IsChange { get; init; }
}

/// <summary>Who did it.</summary>
/// <param name="ProjectId">In whose log it stands.</param>
/// <param name="Name">E-mail, key or what else it was.</param>
/// <param name="AccountId">The account; null = it was none.</param>
internal sealed record Doer(Guid ProjectId, string Name, Guid? AccountId)
{
    /// <summary>The sender of a message.</summary>
    public static Doer Of(Caller caller) => new(caller.ProjectId, caller.Name, caller.AccountId);
}
