using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Exchanges;
using Observability.Domain;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.CopyAs;

/// <summary>Ways to copy an exchange.</summary>
public enum CopyWay
{
    /// <summary>A curl command.</summary>
    Curl,

    /// <summary>Python.</summary>
    Python,

    /// <summary>JavaScript.</summary>
    JavaScript,

    /// <summary>C#.</summary>
    CSharp,

    /// <summary>A .http file.</summary>
    Http,

    /// <summary>The request's body.</summary>
    Json,

    /// <summary>The conversation as Markdown.</summary>
    Markdown,
}

/// <summary>An exchange in a form to paste elsewhere, never with a credential; null when the project has none of this id.</summary>
/// <param name="Id">The exchange.</param>
/// <param name="Way">The form.</param>
/// <param name="Ingest">Address of the ingest, without a slash at its end.</param>
[Requires(Access.Read, Bodies = true)]
public sealed record CopyExchange(Guid Id, CopyWay Way, string Ingest) : IRequest<string?>;

internal sealed class CopyExchangeHandler(ObservabilityDb db, Caller caller, IMediator mediator) : IRequestHandler<CopyExchange, string?>
{
    public async Task<string?> Handle(CopyExchange request, CancellationToken cancellationToken)
    {
        if (request.Way == CopyWay.Markdown)
        {
            return await mediator.Send(new OneExchange(request.Id, DetailReach.Whole), cancellationToken) is { } detail ? Transcript.Of(detail) : null;
        }

        var row = await db.Exchanges.SingleOrDefaultAsync(e => e.Id == request.Id && e.ProjectId == caller.ProjectId, cancellationToken);
        return row is null ? null : Print(request.Way, await SentAsync(row, request.Ingest, cancellationToken));
    }

    internal static string Print(CopyWay way, SentRequest sent) => way switch
    {
        CopyWay.Curl => CurlCommand.For(sent),
        CopyWay.Python => PythonSnippet.For(sent),
        CopyWay.JavaScript => JavaScriptSnippet.For(sent),
        CopyWay.CSharp => CSharpSnippet.For(sent),
        CopyWay.Http => HttpFile.For(sent),
        _ => sent.Text ?? sent.BodyNote() ?? "",
    };

    private async Task<SentRequest> SentAsync(Exchange row, string ingest, CancellationToken ct)
    {
        var stored = await db.ExchangeBodies.Where(b => b.Id == row.Id && b.StartedAt == row.StartedAt && b.ProjectId == caller.ProjectId)
            .Select(b => new
            {
                b.RequestHeaders,
                Kept = b.RequestBody.Length,
                // What is too long to be printed is not fetched.
                Body = b.RequestBody.Length <= SentRequest.LongestInline ? b.RequestBody : null,
            })
            .SingleOrDefaultAsync(ct);
        var upstream = await db.Upstreams.Where(u => u.Name == row.Upstream && (u.ProjectId == null || u.ProjectId == row.ProjectId))
            .OrderBy(u => u.ProjectId == null).Select(u => u.BaseUrl).FirstOrDefaultAsync(ct);
        return new(
            row.Id, row.Method, row.Upstream, PathOf(row.Path, upstream), ingest, row.Format,
            stored is null ? StoredHeaders.None : StoredHeaders.Decode(stored.RequestHeaders), stored?.Body ?? [], stored?.Kept ?? 0, row.RequestBytes);
    }

    // What the upstream's own address begins with is not repeated.
    private static string PathOf(string path, string? upstreamUrl)
    {
        var prefix = Uri.TryCreate(upstreamUrl, UriKind.Absolute, out var url) ? url.AbsolutePath.TrimEnd('/') : "";
        return prefix.Length > 0 && path.StartsWith(prefix + "/", StringComparison.Ordinal) ? path[prefix.Length..] : path;
    }
}
