using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using MediatR;
using Observability.Dashboard.Accounts;
using Observability.Dashboard.Bodies;
using Observability.Dashboard.Conversations;
using Observability.Dashboard.CopyAs;
using Observability.Dashboard.Datasets;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Experiments;
using Observability.Dashboard.Exports;
using Observability.Dashboard.Replays;
using Observability.Domain.Filters;

namespace Observability.Dashboard.Audit;

/// <summary>
/// What the audit log says of messages that change nothing: those that tell what was said in somebody's exchange, and those that look for words in it.
/// Messages that change something write their own entries, in the transaction of the change.
/// </summary>
internal static class Glances
{
    /// <summary>Somebody saw what an exchange holds.</summary>
    public const string Viewed = "exchange.viewed";

    /// <summary>Somebody looked for words in what was said.</summary>
    public const string Searched = "texts.searched";

    private static readonly FrozenDictionary<Type, Func<object, object, IEnumerable<Deed>>> Rules = new[]
    {
        On<OneExchange, ExchangeDetail?>((m, a) => a!.Withheld ? [] : Exchanges(m.Id)),
        On<ExchangeBytes, StoredBody?>((m, a) => a!.Dropped is null ? Exchanges(m.Id) : []),
        On<ReadEarlier, MessagePiece?>((m, _) => Exchanges(m.Id)),
        On<ReadPart, string?>((m, _) => Exchanges(m.Id)),
        On<CopyExchange, string?>((m, _) => Exchanges(m.Id)),
        On<DraftOf, DraftAnswer?>((m, _) => Exchanges(m.Id)),
        On<LookAtBody, BodyFacts?>((m, _) => Exchanges(m.Place.Exchange)),
        On<ReadPiece, BodyPiece>((m, _) => Exchanges(m.Place.Exchange)),
        On<JsonBranch, JsonNodes>((m, _) => Exchanges(m.Place.Exchange)),
        On<ListEvents, EventPiece>((m, _) => Exchanges(m.Place.Exchange)),
        On<FindInBody, BodyMatches>((m, _) => Exchanges(m.Place.Exchange)),
        On<TurnContents, IReadOnlyList<TurnContent>>((_, a) => Exchanges([.. a.SelectMany(t => t.Steps).Select(s => s.Exchange)])),
        On<OneConversation, ConversationDetail?>((m, _) => [new("conversation.viewed", m.Session)]),
        On<OneRow, Domain.Datasets.DatasetRow?>((m, _) => [new("dataset.viewed", m.DatasetId.ToString())]),
        On<DatasetRows, RowPage<RowPreview>?>((m, _) => [new("dataset.viewed", m.DatasetId.ToString())]),
        On<WholeRows, RowPage<Domain.Datasets.DatasetRow>?>((m, _) => [new("dataset.read_whole", m.DatasetId.ToString())]),
        On<AddExchanges, AddedExchanges?>((m, _) => [new("dataset.exchanges_added", m.DatasetId.ToString())]),
        On<OneCell, CellDetail?>((m, _) => [new("experiment.viewed", m.ExperimentId.ToString())]),
        On<ExperimentGrid, IReadOnlyList<GridRow>?>((m, _) => [new("experiment.viewed", m.Id.ToString())]),
        On<ListCells, CellBatch?>((m, _) => [new("experiment.read_whole", m.ExperimentId.ToString())]),
        // Of accounts' own doings: what they change is in tables that are past the wall, so it cannot be one transaction.
        On<ConfirmAuthenticator, RecoveryCodes?>((_, _) => Change("account.second_factor_on")),
        On<RemoveAuthenticator, bool>((_, done) => done ? Change("account.second_factor_off") : []),
        On<RenewRecoveryCodes, RecoveryCodes?>((_, _) => Change("account.recovery_codes_renewed")),
        On<EndSessions, bool>((m, done) => done ? Change("account.sessions_ended", m.Id?.ToString() ?? "") : []),
    }.ToFrozenDictionary();

    // Their filter stands in the entry of the export.
    private static readonly FrozenSet<Type> Exports = new[] { typeof(PrepareExport), typeof(BeginExport), typeof(ExportRows) }.ToFrozenSet();

    /// <summary>The messages that tell what was said.</summary>
    public static IEnumerable<Type> Messages => Rules.Keys;

    /// <summary>What is to be written of a message and its answer; nothing where it told nothing.</summary>
    /// <param name="message">The message.</param>
    /// <param name="answer">Its answer; null = there was nothing of the kind.</param>
    /// <param name="filters">Filters in the message.</param>
    public static IEnumerable<Deed> Of(object message, object? answer, IEnumerable<Filter> filters)
    {
        var seen = answer is not null && Rules.TryGetValue(message.GetType(), out var rule) ? rule(message, answer) : [];
        return Exports.Contains(message.GetType()) ? seen : seen.Concat(filters.Where(f => f.AsksTexts).Select(Search));
    }

    // A list, its count, its strip and its facets ask with one filter: it is one search, known by its text.
    private static Deed Search(Filter filter)
    {
        var text = filter.ToString()!;
        return new(Searched, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16], new { Filter = text });
    }

    private static IEnumerable<Deed> Change(string what, string subject = "") => [new(what, subject) { IsChange = true }];

    private static IEnumerable<Deed> Exchanges(params IEnumerable<Guid> ids) => ids.Select(id => new Deed(Viewed, id.ToString()));

    private static KeyValuePair<Type, Func<object, object, IEnumerable<Deed>>> On<TMessage, TAnswer>(Func<TMessage, TAnswer, IEnumerable<Deed>> tell)
        where TMessage : IRequest<TAnswer> =>
        new(typeof(TMessage), (message, answer) => tell((TMessage)message, (TAnswer)answer));
}
