using System.Globalization;
using System.Text.RegularExpressions;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Observability.Dashboard.Audit;
using Observability.Dashboard.Ui;
using Observability.Domain;
using Observability.Domain.Upstreams;

namespace Observability.Dashboard.Upstreams;

/// <summary>Adds the project's upstream of this name, or changes it. Saving under a builtin's name makes the project's own, which wins.</summary>
/// <param name="Name">Name in URLs.</param>
/// <param name="BaseUrl">Where it is.</param>
/// <param name="Format">Family of formats it speaks.</param>
/// <param name="AllowPrivate">Whether private addresses may be reached.</param>
/// <param name="Credential">A new credential; null keeps the stored one, unless the origin of the URL changes: then it is dropped.</param>
/// <param name="RemoveCredential">Drop the stored credential.</param>
[Requires(Access.Admin)]
public sealed record SaveUpstream(
    string Name, string BaseUrl, string Format, bool AllowPrivate, Sensitive<string>? Credential, bool RemoveCredential) : IRequest<SavedUpstream>;

/// <summary>What came of it.</summary>
/// <param name="Upstream">As stored now; null when it was refused.</param>
/// <param name="Refusal">A sentence that says what is wrong with which field; null when it was saved.</param>
public sealed record SavedUpstream(UpstreamSummary? Upstream, string? Refusal);

internal sealed partial class SaveUpstreamHandler(ObservabilityDb db, Caller caller, CredentialCipher cipher, TimeProvider time)
    : IRequestHandler<SaveUpstream, SavedUpstream>
{
    private const int LongestCredential = 8192;

    public async Task<SavedUpstream> Handle(SaveUpstream request, CancellationToken cancellationToken)
    {
        if (Refuse(request) is { } refusal)
        {
            return new(null, refusal);
        }

        if (await db.Upstreams.AnyAsync(u => u.ProjectId == null && u.Name == request.Name && u.Source == "environment", cancellationToken))
        {
            return new(null, string.Format(CultureInfo.CurrentCulture, UpstreamRefusalsText.SetByEnvironment, request.Name, request.Name.ToUpperInvariant()));
        }

        var row = await db.Upstreams.AsTracking()
            .SingleOrDefaultAsync(u => u.ProjectId == caller.ProjectId && u.Name == request.Name, cancellationToken);
        if (row is null)
        {
            row = new() { Id = Guid.CreateVersion7(), ProjectId = caller.ProjectId, Name = request.Name };
            db.Add(row);
        }

        var before = row.BaseUrl.Length == 0 ? null : Particulars(row);
        var credential = Change(row, request);
        AuditLog.Add(
            db, caller, row.UpdatedAt, (before is null ? "upstream.added" : "upstream.changed", row.Id),
            new { row.Name, Before = before, After = Particulars(row), Credential = credential });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return new(null, string.Format(CultureInfo.CurrentCulture, UpstreamRefusalsText.AddedMeanwhile, request.Name));
        }

        return new(UpstreamSummary.Of(row), null);
    }

    private static object Particulars(Upstream row) => new { row.BaseUrl, row.Format, row.AllowPrivate };

    /// <summary>Changes the row; what became of its credential, for the audit log.</summary>
    private string Change(Upstream row, SaveUpstream request)
    {
        var url = UpstreamUrl.Parse(request.BaseUrl);
        // A credential belongs to the origin it was given for: it must never follow a changed address.
        var keeps = !request.RemoveCredential && row.BaseUrl.Length > 0 && SameOrigin(UpstreamUrl.Parse(row.BaseUrl), url);
        var became = request.Credential is not null ? "stored" : row.Credential is null ? "none" : keeps ? "kept" : "removed";
        if (request.Credential is { } credential)
        {
            row.Credential = cipher.Seal(credential, row.Id, url);
            row.CredentialHint = CredentialHint.Of(credential);
        }
        else if (!keeps)
        {
            row.Credential = null;
            row.CredentialHint = null;
        }

        row.BaseUrl = url.OriginalString;
        row.Format = request.Format;
        row.AllowPrivate = request.AllowPrivate;
        row.Source = "dashboard";
        row.UpdatedAt = time.GetUtcNow();
        return became;
    }

    private static bool SameOrigin(Uri a, Uri b) =>
        a.GetLeftPart(UriPartial.Authority).Equals(b.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);

    private static string? Refuse(SaveUpstream request)
    {
        if (UpstreamName.Refuse(request.Name) is { } name)
        {
            return Sentences.InWords(name);
        }

        if (UpstreamUrl.Refuse(request.BaseUrl) is { } url)
        {
            return string.Format(CultureInfo.CurrentCulture, UpstreamRefusalsText.BaseUrl, Sentences.InWords(url));
        }

        if (!Word().IsMatch(request.Format))
        {
            return UpstreamRefusalsText.FormatRefused;
        }

        return request.Credential is { } credential && !IsHeaderValue(credential.Value)
            ? string.Format(CultureInfo.CurrentCulture, UpstreamRefusalsText.CredentialRefused, LongestCredential)
            : null;
    }

    private static bool IsHeaderValue(string text) =>
        text.Length is > 0 and <= LongestCredential && !text.AsSpan().ContainsAnyExceptInRange('!', '~');

    [GeneratedRegex("^[a-z][a-z0-9_-]{0,39}$", RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
