using MediatR;
using Npgsql;

namespace Observability.Dashboard.Bodies;

/// <summary>The next values directly in one container of a JSON body. Only they are kept, whatever is below them.</summary>
/// <param name="Place">The body.</param>
/// <param name="At">Where the container begins, bytes; white space before it does not matter.</param>
/// <param name="From">Where to go on in it; null = from its first value.</param>
[Requires(Access.Read, Bodies = true)]
public sealed record JsonBranch(BodyPlace Place, long At, JsonPlace? From) : IRequest<JsonNodes>
{
    /// <summary>Most values of one answer.</summary>
    public const int Most = 100;

    /// <summary>After this time the reading ends where it is.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);
}

/// <summary>Values of a container.</summary>
/// <param name="Nodes">In their order.</param>
/// <param name="Next">Where it goes on; null = these were the last.</param>
/// <param name="TooLong">Whether the deadline ended the reading before the container did.</param>
public sealed record JsonNodes(IReadOnlyList<JsonNode> Nodes, JsonPlace? Next, bool TooLong);

internal sealed class JsonBranchHandler(NpgsqlDataSource database, Caller caller, TimeProvider time) : IRequestHandler<JsonBranch, JsonNodes>
{
    public async Task<JsonNodes> Handle(JsonBranch request, CancellationToken cancellationToken)
    {
        if (await BodyReader.FindAsync(database, caller.ProjectId, request.Place, cancellationToken) is not { IsReadable: true } body)
        {
            return new([], null, false);
        }

        var began = time.GetTimestamp();
        var from = Math.Max(0, request.From?.Offset ?? request.At);
        var reader = request.From is { } place ? new JsonBranchReader(place, JsonBranch.Most) : new JsonBranchReader(from, JsonBranch.Most);
        await foreach (var piece in body.PiecesAsync(from, long.MaxValue, cancellationToken))
        {
            reader.Add(piece.Span);
            if (reader.IsDone || time.GetElapsedTime(began) > JsonBranch.Deadline)
            {
                break;
            }
        }

        var done = reader.IsDone || time.GetElapsedTime(began) <= JsonBranch.Deadline;
        reader.End();
        return new(reader.Nodes, reader.Next, !done);
    }
}
