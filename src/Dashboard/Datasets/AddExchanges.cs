using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Exports;
using Observability.Dashboard.Prompts;
using Observability.Dashboard.Upstreams;
using Observability.Domain.Exchanges;
using Observability.Domain.Prompts;

namespace Observability.Dashboard.Datasets;

/// <summary>
/// Copies exchanges into a dataset, the oldest first, some hundred at a time: whoever asks goes on where <see cref="AddedExchanges.Next"/> says. What was
/// added stays when it is not gone on with, and an exchange that is in the dataset is not added a second time.
/// </summary>
/// <param name="DatasetId">The dataset.</param>
/// <param name="Order">Which exchanges; as what they would be exported is not looked at.</param>
/// <param name="Place">Where to go on; null = from the beginning.</param>
[Requires(Access.Annotate, Bodies = true)]
public sealed record AddExchanges(Guid DatasetId, ExportOrder Order, ExportPlace? Place) : IRequest<AddedExchanges?>
{
    /// <summary>Exactly these exchanges.</summary>
    /// <exception cref="ArgumentException">None, or more than <see cref="ExportOrder.MostIds"/>.</exception>
    public static AddExchanges Of(Guid dataset, IReadOnlyList<Guid> ids) => ids.Count is > 0 and <= ExportOrder.MostIds
        ? new(dataset, new(Exchanges.ExchangeFilter.All, ExportFormat.Ndjson, false) { Ids = [.. ids] }, null)
        : throw new ArgumentException($"1 to {ExportOrder.MostIds} exchanges are added by id.", nameof(ids));

    /// <summary>Everything that a filter keeps.</summary>
    public static AddExchanges Of(Guid dataset, Exchanges.ExchangeFilter filter) => new(dataset, new(filter, ExportFormat.Ndjson, false), null);
}

/// <summary>What came of one portion.</summary>
/// <param name="Added">Rows that were added.</param>
/// <param name="WithoutText">How many of them hold only a request, because no text could be read.</param>
/// <param name="WithoutRequest">How many of them hold no request, because it is no JSON, was not kept whole or is too large.</param>
/// <param name="LeftOut">Exchanges that became no row, by reason.</param>
/// <param name="IsFull">Whether the dataset takes no more rows; what would have come is not in it.</param>
/// <param name="Next">Where to go on; null = that was all, or all there is room for.</param>
public sealed record AddedExchanges(int Added, int WithoutText, int WithoutRequest, IReadOnlyDictionary<CopyGap, int> LeftOut, bool IsFull, ExportPlace? Next)
{
    /// <summary>Nothing yet.</summary>
    public static AddedExchanges None { get; } = new(0, 0, 0, new Dictionary<CopyGap, int>(), false, null);

    /// <summary>Both portions together; where to go on is what the second says.</summary>
    public AddedExchanges And(AddedExchanges then) => new(
        Added + then.Added, WithoutText + then.WithoutText, WithoutRequest + then.WithoutRequest,
        LeftOut.Concat(then.LeftOut).GroupBy(g => g.Key).ToDictionary(g => g.Key, g => g.Sum(n => n.Value)), IsFull || then.IsFull, then.Next);
}

internal sealed class AddExchangesHandler(DatasetDesk desk, IRequestHandler<ExportRows, ExportBatch> rows, IRequestHandler<ExportBodies, IReadOnlyDictionary<Guid, ExchangeBodies>> bodies)
    : IRequestHandler<AddExchanges, AddedExchanges?>
{
    private readonly Dictionary<string, string?> _families = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PromptTemplate?> _prompts = new(StringComparer.Ordinal);

    public async Task<AddedExchanges?> Handle(AddExchanges request, CancellationToken cancellationToken)
    {
        if (!await desk.Db.Datasets.AnyAsync(d => d.Id == request.DatasetId && d.ProjectId == desk.Caller.ProjectId, cancellationToken))
        {
            return null;
        }

        var place = request.Place ?? await ExportPlace.FirstAsync(desk.Db, desk.Caller, request.Order, desk.Now, cancellationToken);
        if (place is null)
        {
            return AddedExchanges.None;
        }

        var batch = await rows.Handle(new(request.Order, place), cancellationToken);
        var sum = AddedExchanges.None;
        foreach (var portion in ExportBodies.Portions(batch.Rows))
        {
            var read = await bodies.Handle(new(portion), cancellationToken);
            if (await AddAsync(request.DatasetId, portion, read, cancellationToken) is not { } added)
            {
                return null;
            }

            sum = sum.And(added);
            if (sum.IsFull)
            {
                return sum;
            }
        }

        return sum with { Next = batch.Next };
    }

    private async Task<AddedExchanges?> AddAsync(
        Guid dataset, IReadOnlyList<Exchange> portion, IReadOnlyDictionary<Guid, ExchangeBodies> read, CancellationToken ct)
    {
        var known = new List<CopyKnowledge>();
        foreach (var row in portion)
        {
            known.Add(new(await FamilyAsync(row.Upstream, ct), row.PromptId is { } prompt ? await PromptAsync(prompt, ct) : null, desk.Options.MostRowBytes));
        }

        await using var held = await desk.HoldAsync(dataset, ct);
        if (held is null)
        {
            return null;
        }

        var ids = portion.Select(r => (Guid?)r.Id).ToArray();
        var there = await desk.Db.DatasetRows.Where(r => r.DatasetId == dataset && ids.Contains(r.ExchangeId)).Select(r => r.ExchangeId!.Value).ToHashSetAsync(ct);
        var sum = AddedExchanges.None;
        for (var i = 0; i < portion.Count && !sum.IsFull; i++)
        {
            sum = sum.And(there.Contains(portion[i].Id) ? Gap(CopyGap.AlreadyThere) : Add(held, portion[i], read.GetValueOrDefault(portion[i].Id), known[i]));
        }

        await held.FlushAsync(ct);
        await held.CommitAsync(ct);
        return sum;
    }

    private static AddedExchanges Add(HeldDataset held, Exchange row, ExchangeBodies? bodies, CopyKnowledge known)
    {
        var (copied, gap) = CopiedExchange.Of(row, bodies, known);
        if (copied is null)
        {
            return Gap(gap!.Value);
        }

        if (held.Room == 0)
        {
            return AddedExchanges.None with { IsFull = true };
        }

        held.Add(copied.Content, copied.Source);
        return AddedExchanges.None with { Added = 1, WithoutText = copied.Content.Inputs.Count == 0 ? 1 : 0, WithoutRequest = copied.Source.Request is null ? 1 : 0 };
    }

    private static AddedExchanges Gap(CopyGap gap) => AddedExchanges.None with { LeftOut = new Dictionary<CopyGap, int> { [gap] = 1 } };

    // A label may have moved on since: only a number says which version it was.
    private async Task<PromptTemplate?> PromptAsync(string id, CancellationToken ct)
    {
        if (!_prompts.TryGetValue(id, out var template) && PromptReference.Parse(id) is { Number: not null } reference
            && await PromptRows.FindAsync(desk.Db, desk.Caller.ProjectId, reference, ct) is var (prompt, version) && !prompt.Partial)
        {
            template = (await PromptPartials.ExpandAsync(desk.Db, desk.Caller.ProjectId, (version.Body, TemplateForm.Json), ct)).Template;
        }

        return _prompts[id] = template;
    }

    private async Task<string?> FamilyAsync(string upstream, CancellationToken ct) =>
        _families.TryGetValue(upstream, out var known) ? known : _families[upstream] = await UpstreamFamily.OfAsync(desk.Db, desk.Caller.ProjectId, upstream, ct);
}
