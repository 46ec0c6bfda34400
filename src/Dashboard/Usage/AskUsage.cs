using MediatR;
using Npgsql;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Usage;

/// <summary>One question about the sums of the project. A page that asks several opens one <see cref="UsageSnapshot"/> for all, in a message of its own.</summary>
/// <param name="Query">The question.</param>
[Requires(Access.Read)]
public sealed record AskUsage(UsageQuery Query) : IRequest<UsageAnswer>;

internal sealed class AskUsageHandler(NpgsqlDataSource database, Caller caller) : IRequestHandler<AskUsage, UsageAnswer>
{
    public async Task<UsageAnswer> Handle(AskUsage request, CancellationToken cancellationToken)
    {
        await using var usage = await UsageSnapshot.OpenAsync(database, caller.ProjectId, cancellationToken);
        return await usage.SumAsync(request.Query, cancellationToken);
    }
}
