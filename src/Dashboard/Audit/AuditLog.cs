using System.Text.Encodings.Web;
using System.Text.Json;
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
    public static void Add(ObservabilityDb db, Caller caller, DateTimeOffset at, (string What, string Subject) what, object details) => db.Add(new AuditEntry
    {
        Id = Guid.CreateVersion7(at),
        ProjectId = caller.ProjectId,
        At = at,
        Who = caller.Name,
        What = what.What,
        Subject = what.Subject,
        Details = JsonSerializer.Serialize(details, Plain),
    });
}
