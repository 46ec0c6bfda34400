using System.Globalization;
using MediatR;
using NpgsqlTypes;
using Observability.Domain;

namespace Observability.Dashboard.Notes;

/// <summary>Gives an exchange a score, in the place of one of the same name.</summary>
/// <param name="Id">The exchange.</param>
/// <param name="Name">What is scored.</param>
/// <param name="Value">The score; null takes it away.</param>
[Requires(Access.Annotate)]
public sealed record SetScore(Guid Id, string Name, ScoreValue? Value) : IRequest<Annotated>;

internal sealed class SetScoreHandler(ObservabilityDb db, Caller caller) : IRequestHandler<SetScore, Annotated>
{
    private const string Scored = "e.scores || jsonb_build_object({3}, {4})";

    private readonly AnnotatedRow _row = new(db, caller);

    public async Task<Annotated> Handle(SetScore request, CancellationToken cancellationToken)
    {
        var name = AnnotatedRow.Value(NoteRules.Name(request.Name), NpgsqlDbType.Text);
        if (request.Value is not { } value)
        {
            return await _row.ChangeAsync(request.Id, "scores = e.scores - {3}", ("true", ""), [name], cancellationToken);
        }

        return NoteRules.RefuseScore(request.Name) is { } refusal
            ? Annotated.Refused(refusal)
            : await _row.ChangeAsync(
                request.Id, $"scores = {Scored}",
                ($"(select count(*) from jsonb_object_keys({Scored})) <= {NoteRules.MostScores}",
                    string.Format(CultureInfo.CurrentCulture, NotesText.TooManyScores, NoteRules.MostScores)),
                [name, AnnotatedRow.Value(value.Json, NpgsqlDbType.Jsonb)], cancellationToken);
    }
}
