using System.Globalization;
using MediatR;
using NpgsqlTypes;
using Observability.Domain;

namespace Observability.Dashboard.Notes;

/// <summary>What becomes of tags.</summary>
public enum TagChange
{
    /// <summary>The exchange has them beside those it has.</summary>
    Add,

    /// <summary>It has them no longer.</summary>
    Remove,

    /// <summary>It has them and no others.</summary>
    Replace,
}

/// <summary>Changes the tags of an exchange.</summary>
/// <param name="Id">The exchange.</param>
/// <param name="Change">What becomes of them.</param>
/// <param name="Tags">The tags; one that is named twice counts once.</param>
[Requires(Access.Annotate)]
public sealed record SetTags(Guid Id, TagChange Change, IReadOnlyList<string> Tags) : IRequest<Annotated>;

internal sealed class SetTagsHandler(ObservabilityDb db, Caller caller) : IRequestHandler<SetTags, Annotated>
{
    private const string Added = "(e.tags || array(select t from unnest({3}) with ordinality u (t, n) where t <> all (e.tags) order by n))";

    private const string Left = "array(select t from unnest(e.tags) with ordinality u (t, n) where t <> all ({3}) order by n)";

    private readonly AnnotatedRow _row = new(db, caller);

    public async Task<Annotated> Handle(SetTags request, CancellationToken cancellationToken)
    {
        if (request.Change != TagChange.Remove && request.Tags.Select(NoteRules.RefuseTag).FirstOrDefault(r => r is not null) is { } refusal)
        {
            return Annotated.Refused(refusal);
        }

        var become = request.Change switch
        {
            TagChange.Add => Added,
            TagChange.Remove => Left,
            TagChange.Replace => "{3}",
        };
        var tags = request.Tags.Select(NoteRules.Name).Distinct(StringComparer.Ordinal).ToArray();
        var limit = request.Change == TagChange.Remove ? "true" : $"cardinality({become}) <= {NoteRules.MostTags}";
        return await _row.ChangeAsync(
            request.Id, $"tags = {become}",
            (limit, string.Format(CultureInfo.CurrentCulture, NotesText.TooManyTags, NoteRules.MostTags)),
            [AnnotatedRow.Value(tags, NpgsqlDbType.Array | NpgsqlDbType.Text)], cancellationToken);
    }
}
