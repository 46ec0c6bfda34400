using MediatR;
using Npgsql;

namespace Observability.Dashboard.Bodies;

/// <summary>Looks for a text in the whole of a body, on the server, without holding it.</summary>
/// <param name="Place">The body.</param>
/// <param name="Text">What is looked for, in any letter case; at most <see cref="LongestText"/> characters.</param>
/// <param name="After">The first match from this byte on is wanted; past the last match it is the first of all.</param>
[Requires(Access.Read, Bodies = true)]
public sealed record FindInBody(BodyPlace Place, string Text, long After) : IRequest<BodyMatches>
{
    /// <summary>Longest text that can be looked for.</summary>
    public const int LongestText = 200;

    /// <summary>After this time the search ends where it is, and says so.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);
}

/// <summary>What was found.</summary>
/// <param name="Count">Matches in what was searched.</param>
/// <param name="Here">The match that was wanted; null when there is none at all.</param>
/// <param name="SearchedTo">Where the deadline ended the search, bytes; null = the whole body was searched.</param>
public sealed record BodyMatches(long Count, TextMatch? Here, long? SearchedTo);

internal sealed class FindInBodyHandler(NpgsqlDataSource database, Caller caller, TimeProvider time) : IRequestHandler<FindInBody, BodyMatches>
{
    public async Task<BodyMatches> Handle(FindInBody request, CancellationToken cancellationToken)
    {
        if (request.Text.Length is 0 or > FindInBody.LongestText
            || await BodyReader.FindAsync(database, caller.ProjectId, request.Place, cancellationToken) is not { IsReadable: true } body)
        {
            return new(0, null, null);
        }

        var began = time.GetTimestamp();
        var search = new TextSearch(request.Text, request.After);
        long at = 0;
        long? cut = null;
        await foreach (var piece in body.PiecesAsync(0, long.MaxValue, cancellationToken))
        {
            search.Add(piece.Span);
            at += piece.Length;
            if (time.GetElapsedTime(began) > FindInBody.Deadline)
            {
                cut = at;
                break;
            }
        }

        search.End();
        return new(search.Count, search.Next ?? search.First, cut);
    }
}
