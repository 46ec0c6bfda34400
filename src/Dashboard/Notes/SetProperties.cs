using System.Globalization;
using System.Text.Json;
using MediatR;
using NpgsqlTypes;
using Observability.Dashboard.Audit;
using Observability.Domain;

namespace Observability.Dashboard.Notes;

/// <summary>Sets properties of an exchange beside those it came with. What is not named stays, and no reading of it changes any.</summary>
/// <param name="Id">The exchange.</param>
/// <param name="Values">Values by name; null takes one away.</param>
[Requires(Access.Annotate)]
public sealed record SetProperties(Guid Id, IReadOnlyDictionary<string, string?> Values) : IRequest<Annotated>;

internal sealed class SetPropertiesHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<SetProperties, Annotated>
{
    private const string Become = "((e.properties || {3}) - {4})";

    private readonly AnnotatedRow _row = new(db, caller);

    public async Task<Annotated> Handle(SetProperties request, CancellationToken cancellationToken)
    {
        if (request.Values.Select(p => NoteRules.RefuseProperty(p.Key, p.Value)).FirstOrDefault(r => r is not null) is { } refusal)
        {
            return Annotated.Refused(refusal);
        }

        var (set, gone) = (new SortedDictionary<string, string>(StringComparer.Ordinal), new List<string>());
        foreach (var (name, value) in request.Values.Select(p => (NoteRules.PropertyName(p.Key), p.Value)))
        {
            if (value is null)
            {
                gone.Add(name);
            }
            else
            {
                set[name] = value;
            }
        }

        // Sums are told apart by properties: who changed one is worth knowing. Their values go with the exchange, so the log does not hold them.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var changed = await _row.ChangeAsync(
            request.Id, $"properties = {Become}",
            ($"(select count(*) from jsonb_object_keys({Become})) <= greatest({NoteRules.MostProperties}, (select count(*) from jsonb_object_keys(e.properties)))",
                string.Format(CultureInfo.CurrentCulture, NotesText.TooManyProperties, NoteRules.MostProperties)),
            [AnnotatedRow.Value(JsonSerializer.Serialize(set), NpgsqlDbType.Jsonb), AnnotatedRow.Value(gone.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text)],
            cancellationToken);
        if (changed.Row is not null)
        {
            AuditLog.Add(db, caller, time.GetUtcNow(), ("exchange.properties_changed", request.Id), new { Set = set.Keys, Removed = gone });
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return changed;
    }
}
