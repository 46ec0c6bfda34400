using MediatR;
using Npgsql;

namespace Observability.Dashboard.Playground;

/// <summary>Adds an exchange to the entry of the history whose call it answered; false when the caller has no such entry.</summary>
/// <param name="RunId">The entry.</param>
/// <param name="ExchangeId">The exchange.</param>
[Requires(Access.Replay, Bodies = true)]
public sealed record AddPlaygroundAnswer(Guid RunId, Guid ExchangeId) : IRequest<bool>;

internal sealed class AddPlaygroundAnswerHandler(NpgsqlDataSource database, Caller caller) : IRequestHandler<AddPlaygroundAnswer, bool>
{
    // Several answers end at once: none of them may be lost to the others.
    private const string Append =
        """
        update playground_runs set exchange_ids = exchange_ids || $4
        where id = $1 and project_id = $2 and account_id = $3 and cardinality(exchange_ids) < $5 and $4 <> all (exchange_ids)
        """;

    public async Task<bool> Handle(AddPlaygroundAnswer request, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Append);
        foreach (var value in new object[] { request.RunId, caller.ProjectId, caller.AccountId ?? Guid.Empty, request.ExchangeId, PlaygroundPage.MostAnswers })
        {
            command.Parameters.Add(new() { Value = value });
        }

        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }
}
