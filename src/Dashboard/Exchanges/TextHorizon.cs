using MediatR;
using Npgsql;

namespace Observability.Dashboard.Exchanges;

/// <summary>
/// Back to when the project's messages can be searched whole: of older exchanges only the previews are looked at, the first
/// <see cref="Domain.StoredText.MaxIdentifier"/> characters of each side. Null = all of them can.
/// </summary>
[Requires(Access.Read)]
public sealed record TextHorizon : IRequest<DateTimeOffset?>;

internal sealed class TextHorizonHandler(NpgsqlDataSource database, Caller caller) : IRequestHandler<TextHorizon, DateTimeOffset?>
{
    // Before the job's first run nothing is known to be searchable yet: then it is what comes from now on.
    private const string Older =
        """
        select least(h.since, now()) from text_horizon h
        where h.since > '-infinity' and exists (select from exchanges e where e.project_id = $1 and e.started_at < (select since from text_horizon))
        """;

    public async Task<DateTimeOffset?> Handle(TextHorizon request, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Older);
        command.Parameters.Add(new() { Value = caller.ProjectId });
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime since ? new DateTimeOffset(since) : null;
    }
}
