using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Upstreams;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;

namespace Observability.Dashboard.Conversations;

/// <summary>What was said in some turns, read from the bytes: only what is new in each, never the history. Latest turns first, until the bytes are used up.</summary>
/// <param name="Turns">For each turn the ids of its exchanges, oldest first.</param>
[Requires(Access.Read, Bodies = true)]
public sealed record TurnContents(IReadOnlyList<IReadOnlyList<Guid>> Turns) : IRequest<IReadOnlyList<TurnContent>>
{
    /// <summary>Most bytes of bodies read for one message, as they were on the wire.</summary>
    public const long MostBytes = 48L << 20;

    /// <summary>Most bytes of one exchange that are read here; longer ones are in its own panel.</summary>
    public const long MostBytesOfOne = 12L << 20;

    /// <summary>Steps of one turn that are read: the first ones and the last.</summary>
    public const int MostSteps = 12;
}

/// <summary>What was said in a turn.</summary>
/// <param name="Turn">Id of its first exchange.</param>
/// <param name="Steps">What each of its exchanges that was read adds, oldest first.</param>
/// <param name="Parts">What belongs together in it: calls and results, pictures and their bytes.</param>
/// <param name="Of">Exchanges the turn had.</param>
public sealed record TurnContent(Guid Turn, IReadOnlyList<StepContent> Steps, ConversationParts Parts, int Of)
{
    /// <summary>Whether retention has dropped bodies of it: what was said there is no longer kept.</summary>
    public bool IsDropped { get; init; }
}

/// <summary>What one exchange adds to its conversation.</summary>
/// <param name="Exchange">Its id.</param>
/// <param name="New">Messages of its request that come after the last answer in it: the person's, or the results of tools.</param>
/// <param name="Answer">Its answer.</param>
/// <param name="IsWhole">False when the answer broke off.</param>
public sealed record StepContent(Guid Exchange, IReadOnlyList<Message> New, Message? Answer, bool IsWhole);

internal sealed class TurnContentsHandler(ObservabilityDb db, Caller caller) : IRequestHandler<TurnContents, IReadOnlyList<TurnContent>>
{
    private readonly Dictionary<string, string?> _families = new(StringComparer.Ordinal);
    private readonly HashSet<Guid> _dropped = [];

    public async Task<IReadOnlyList<TurnContent>> Handle(TurnContents request, CancellationToken cancellationToken)
    {
        var contents = new List<TurnContent>();
        var left = TurnContents.MostBytes;
        foreach (var turn in request.Turns.Where(t => t.Count > 0).Reverse())
        {
            Guid[] ids = turn.Count <= TurnContents.MostSteps ? [.. turn] : [.. turn.Take(TurnContents.MostSteps - 1), turn[^1]];
            var rows = await db.Exchanges.Where(e => ids.Contains(e.Id) && e.ProjectId == caller.ProjectId).ToListAsync(cancellationToken);
            var steps = new List<ExchangeDetail>();
            foreach (var row in ids.Select(id => rows.Find(r => r.Id == id)).OfType<Exchange>())
            {
                var bytes = row.RequestBytes + row.ResponseBytes;
                if (bytes <= Math.Min(left, TurnContents.MostBytesOfOne) && await ReadAsync(row, cancellationToken) is { } step)
                {
                    left -= bytes;
                    steps.Add(step);
                }
            }

            contents.Add(new(turn[0], [.. steps.Select(ContentOf)], ConversationParts.OfTurn($"t{turn[0]:N}-", steps), turn.Count) { IsDropped = turn.Any(_dropped.Contains) });
        }

        contents.Reverse();
        return contents;
    }

    private static StepContent ContentOf(ExchangeDetail step) =>
        new(step.Row.Id, step.Reading!.Input, step.Reading.Output is [var answer, ..] ? answer : null, step.Reading.Complete != false && step.Row.Capture != CaptureVerdict.Truncated);

    private async Task<ExchangeDetail?> ReadAsync(Exchange row, CancellationToken ct)
    {
        var bodies = await db.ExchangeBodies.SingleOrDefaultAsync(b => b.Id == row.Id && b.StartedAt == row.StartedAt && b.ProjectId == caller.ProjectId, ct);
        if (bodies is null)
        {
            _dropped.Add(row.Id);
            return null;
        }

        if (!_families.TryGetValue(row.Upstream, out var family))
        {
            _families[row.Upstream] = family = await UpstreamFamily.OfAsync(db, caller.ProjectId, row.Upstream, ct);
        }

        var captured = StoredExchange.ToCaptured(row, bodies, family);
        return ExchangeReader.ReadingOf(captured) is not { } reading ? null : new(
            row, null, captured.RequestHeaders, captured.ResponseHeaders, captured.Request.Bytes, captured.Response.Bytes, "", "", [], [],
            reading with { Input = NewIn(reading.Input) });
    }

    private static IReadOnlyList<Message> NewIn(IReadOnlyList<Message> input)
    {
        var from = input.Count;
        while (from > 0 && input[from - 1].Role is not ("assistant" or "model"))
        {
            from--;
        }

        return [.. input.Skip(from).Where(m => m.Role is not ("system" or "developer"))];
    }
}
