using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;

namespace Observability.Dashboard.Notes;

/// <summary>Tags the project's exchanges of the last <see cref="Days"/> days have, those used most first.</summary>
[Requires(Access.Read)]
public sealed record ListTags : IRequest<IReadOnlyList<string>>
{
    /// <summary>How many are told at most.</summary>
    public const int Most = 200;

    /// <summary>How far back they are looked for.</summary>
    public const int Days = 30;
}

internal sealed class ListTagsHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<ListTags, IReadOnlyList<string>>
{
    private const int MostRows = 5_000;

    public async Task<IReadOnlyList<string>> Handle(ListTags request, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow().AddDays(-ListTags.Days);
        // Said in the index's words, so that only rows somebody has spoken of are read.
        return await db.Database.SqlQuery<string>(
            $"""
            select t.tag as "Value"
            from (
                select e.tags from exchanges e
                where e.project_id = {caller.ProjectId} and e.started_at >= {since} and e.tags <> array[]::text[]
                order by e.started_at desc limit {MostRows}
            ) e cross join unnest(e.tags) t (tag)
            group by t.tag order by count(*) desc, t.tag limit {ListTags.Most}
            """).ToListAsync(cancellationToken);
    }
}
