using System.Buffers;
using System.Globalization;
using System.Text;
using Npgsql;
using Observability.Dashboard.Replays;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Runs;

namespace Observability.Dashboard.Runs;

/// <summary>Carries out the items of one run: each call is sent once, its answer read to its end and forgotten, its row waited for.</summary>
/// <remarks>
/// An item's id is committed before anything is sent, and ingest sends a call of one id once. So where it is not known whether a call was sent, its row
/// is looked for, and failing that it is sent again under the same id.
/// </remarks>
/// <param name="scopes">Gives each item a scope of its own.</param>
/// <param name="sender">The way out.</param>
/// <param name="places">As many as may be under way at once, of all runs.</param>
/// <param name="ledger">What is committed.</param>
/// <param name="rows">Where rows are waited for.</param>
internal sealed class ItemCalls(IServiceScopeFactory scopes, IngestSender sender, SemaphoreSlim places, RunLedger ledger, AwaitedRows rows)
{
    private const int MostOfAnError = 300;

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan[] Pauses = [.. new[] { 0.5, 1, 2, 5 }.Select(TimeSpan.FromSeconds)];

    // What ingest answers where it will never take this call, whoever asks and whenever.
    private static readonly int[] ForGood = [400, 405, 411, 413, 414, 417, 431];

    /// <summary>What keeps calls from going out; null = nothing.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Carries out an item; null = it is left as it is, for a later drive.</summary>
    /// <param name="run">Its run.</param>
    /// <param name="way">The item.</param>
    /// <param name="ends">When to end before it is over.</param>
    public async Task<ItemEnd?> CarryOutAsync(Run run, ItemOnItsWay way, DriveEnds ends)
    {
        var (item, ct) = (way.Item, ends.BreakOff);
        try
        {
            var refusal = way.MayBeSent && await IsKnownAsync(run, item, ct) ? null : await SendUntilTakenAsync(run, way, ends);
            way.Answered();
            if (refusal is not null && !way.MayBeSent)
            {
                return await ledger.RefuseAsync(item, refusal, ct) is { } refused ? new(refused, null) : null;
            }

            // Where it cannot be sent again, it still may have been sent before.
            var row = await rows.OfAsync(item, ends.Leave);
            return row is null && refusal is not null
                ? await ledger.RefuseAsync(item, refusal, ct) is { } late ? new(late, null) : null
                : await SettleAsync(run, item, row, ct);
        }
        catch (OperationCanceledException) when (ends.Stop.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<ItemEnd?> SettleAsync(Run run, RunItem item, Exchange? row, CancellationToken ct)
    {
        var (scope, kind) = RunKinds.Enter(scopes, run);
        await using (scope)
        {
            var result = await kind.SettledAsync(run, item, row, ct);
            return await ledger.SettleAsync(item, row, result, ct) is { } settled ? new(settled, FailureOf(row)) : null;
        }
    }

    /// <summary>Sends it until ingest has it; why it cannot be sent, or null when ingest has it.</summary>
    private async Task<string?> SendUntilTakenAsync(Run run, ItemOnItsWay way, DriveEnds ends)
    {
        for (var attempt = 0; ; attempt++)
        {
            ends.Stop.ThrowIfCancellationRequested();
            var sent = await SendAsync(run, way.Item, ends.BreakOff);
            if (sent.Fate == Fate.NotYet)
            {
                await Task.Delay(Moment, ends.Stop);
                attempt = -1;
                continue;
            }

            if (sent.Fate != Fate.Unknown)
            {
                Trouble = sent.Fate == Fate.Taken ? null : Trouble;
                return sent.Refusal;
            }

            if (await IsKnownAsync(run, way.Item, ends.BreakOff))
            {
                return null;
            }

            Trouble = sent.Trouble;
            await Task.Delay(Pauses[Math.Min(attempt, Pauses.Length - 1)], ends.Stop);
        }
    }

    private async Task<Attempt> SendAsync(Run run, RunItem item, CancellationToken ct)
    {
        await places.WaitAsync(ct);
        try
        {
            var (call, refusal) = await OpenAsync(run, item, ct);
            if (call is null)
            {
                return new(refusal is null ? Fate.NotYet : Fate.Refused, refusal, null);
            }

            await using (call)
            {
                return call.WasSentBefore || call.IsCaptured ? await DrainAsync(call, ct) : await OfIngestAsync(call, ct);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new(Fate.Unknown, null, $"Ingest cannot be reached, or broke off: {e.Message}");
        }
        finally
        {
            places.Release();
        }
    }

    // By itself, so that the body is let go when the head of the answer is here.
    private async Task<(SentCall? Call, string? Refusal)> OpenAsync(Run run, RunItem item, CancellationToken ct)
    {
        var (draft, refusal) = await CallOfAsync(run, item, ct);
        if (draft is null)
        {
            return (null, refusal);
        }

        var order = new SendOrder(item.ExchangeId!.Value, run.ProjectId, run.CreatedBy, null);
        var properties = new Dictionary<string, string>(draft.Properties, StringComparer.Ordinal) { [run.Kind] = run.Id.ToString() };
        return (await sender.SendAsync(draft with { Properties = properties }, order, ct), null);
    }

    private async Task<RunCall> CallOfAsync(Run run, RunItem item, CancellationToken ct)
    {
        var (scope, kind) = RunKinds.Enter(scopes, run);
        await using (scope)
        {
            try
            {
                return await kind.CallOfAsync(run, item, ct);
            }
#pragma warning disable CA1031 // One item that breaks must not hold up the others: it is refused and says so.
            catch (Exception e) when (e is not OperationCanceledException and not NpgsqlException && e.InnerException is not NpgsqlException)
            {
                return RunCall.Refused($"Its request could not be made ({e.GetType().Name}: {e.Message}).");
            }
#pragma warning restore CA1031
        }
    }

    private static async Task<Attempt> DrainAsync(SentCall call, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 << 10);
        try
        {
            while (await call.Body.ReadAsync(buffer, ct) > 0)
            {
                // Ingest keeps it; here it would be kept twice.
            }

            return new(Fate.Taken, null, null);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // An answer without an exchange's id: nothing was recorded, and so nothing sent.
    private static async Task<Attempt> OfIngestAsync(SentCall call, CancellationToken ct)
    {
        var said = new byte[MostOfAnError];
        var length = await call.Body.ReadAtLeastAsync(said, said.Length, throwOnEndOfStream: false, ct);
        var sentence = string.Create(CultureInfo.InvariantCulture, $"Ingest answers {call.Status}: {StoredText.OneLine(Encoding.UTF8.GetString(said, 0, length), MostOfAnError)}");
        return ForGood.Contains(call.Status) ? new(Fate.Refused, sentence, null) : new(Fate.Unknown, null, sentence);
    }

    private async Task<bool> IsKnownAsync(Run run, RunItem item, CancellationToken ct) =>
        (await ledger.RowsAsync(run.ProjectId, [item], ct)).Count > 0 || await ledger.IsRunningAsync(run.ProjectId, item, ct);

    private static string? FailureOf(Exchange? row) => row switch
    {
        null => "its row never came",
        { Outcome: ExchangeOutcome.Completed or ExchangeOutcome.ServedFromCache } => null,
        { Error: { } error } => $"{EnumNames.NameOf(row.Outcome)}: {error}",
        _ => EnumNames.NameOf(row.Outcome),
    };

    private enum Fate
    {
        NotYet,
        Taken,
        Refused,
        Unknown,
    }

    private readonly record struct Attempt(Fate Fate, string? Refusal, string? Trouble);
}
