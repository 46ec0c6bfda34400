using MediatR;
using NpgsqlTypes;
using Observability.Domain;

namespace Observability.Dashboard.Notes;

/// <summary>Gives an exchange a thumb, and perhaps says why.</summary>
/// <param name="Id">The exchange.</param>
/// <param name="Rating">Up or down; null takes away the thumb it has.</param>
/// <param name="Comment">A comment, written with it or not at all; null = none.</param>
[Requires(Access.Annotate)]
public sealed record RateExchange(Guid Id, bool? Rating, string? Comment) : IRequest<Annotated>;

internal sealed class RateExchangeHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<RateExchange, Annotated>
{
    private readonly AnnotatedRow _row = new(db, caller);

    public async Task<Annotated> Handle(RateExchange request, CancellationToken cancellationToken)
    {
        if (request.Comment is { } text && NoteRules.RefuseComment(text) is { } refusal)
        {
            return Annotated.Refused(refusal);
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (request.Comment is { } comment && await CommentWriter.AddAsync(db, caller, request.Id, comment, time.GetUtcNow(), cancellationToken) is { Note: null } failed)
        {
            return new(null, failed.Refusal);
        }

        var rated = await _row.ChangeAsync(request.Id, "rating = {3}", ("true", ""), [AnnotatedRow.Value(request.Rating, NpgsqlDbType.Boolean)], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return rated;
    }
}
