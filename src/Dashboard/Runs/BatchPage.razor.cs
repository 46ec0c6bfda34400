using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Audit;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;
using Observability.Domain;
using Observability.Domain.Audit;

namespace Observability.Dashboard.Runs;

/// <summary>One batch: how far it is, what it comes to against its originals, and its requests one by one.</summary>
public sealed partial class BatchPage(Messages messages, CallerSource callers, TimeProvider time)
{
    private const int PageItems = 100;
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _untilLeft;
    private Loadable<Told> _told = Loadable.Loading<Told>();
    private bool _busy;
    private string? _problem;

    /// <summary>The run.</summary>
    [Parameter] public Guid Id { get; set; }

    /// <summary>The place after which the items begin; null = at the first.</summary>
    [SupplyParameterFromQuery(Name = "after")] public int? After { get; set; }

    /// <summary>Which items; null = all.</summary>
    [SupplyParameterFromQuery(Name = "show")] public string? ShowText { get; set; }

    private RunItemShow Show => EnumNames.Parse<RunItemShow>(ShowText ?? "") ?? RunItemShow.All;

    private string ReplaysHref => (RequestsUrl.Home with { Filter = RequestsUrl.Home.Filter with { Q = $"prop.{BatchKind.Batch}:{Id}" } }).ToString();

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        _untilLeft = _gone.Token;
        using var timer = new PeriodicTimer(Between, time);
        while (await timer.WaitForNextTickAsync(_untilLeft))
        {
            // What has ended changes no more, once its last look was after that.
            if (_told.Value is not { Detail: { Run.FinishedAt: not null, UnderWay: 0 } } || _told.Problem is not null)
            {
                await ListAsync();
                StateHasChanged();
            }
        }
    }

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync() => ListAsync();

    private async Task ListAsync()
    {
        var (id, show, after) = (Id, Show, After);
        var told = await Loadable.FromAsync(async () =>
        {
            var allowed = (await callers.CurrentAsync(_untilLeft)).Access >= Access.Replay;
            return await messages.SendAsync(callers, new OneRun(id), _untilLeft) is { Run: { Kind: BatchKind.Batch } run } detail
                ? new Told(
                    detail, BatchSpec.Of(run), await messages.SendAsync(callers, new SumBatch(id), _untilLeft),
                    await messages.SendAsync(callers, new ListRunItems(id, after ?? 0, PageItems, show), _untilLeft),
                    await messages.SendAsync(callers, new ListAudit(id), _untilLeft), allowed)
                : new Told(null, null, null, null, [], allowed);
        }, _untilLeft);
        if ((id, show, after) == (Id, Show, After))
        {
            _told = told.Value is null ? new(_told.Value, told.Problem) : told;
        }
    }

    private async Task<bool> DecideAsync(DecideRun message)
    {
        _busy = true;
        var decided = await Loadable.FromAsync(() => messages.SendAsync(callers, message, _untilLeft), _untilLeft);
        (_busy, _problem) = (false, decided.Problem ?? decided.Value?.Refusal);
        await ListAsync();
        StateHasChanged();
        return _problem is null;
    }

    private string HrefOf(RunItemShow show) => show == RunItemShow.All ? $"/batches/{Id}" : $"/batches/{Id}?show={EnumNames.NameOf(show)}";

    private sealed record Told(RunDetail? Detail, BatchSpec? Spec, BatchSums? Sums, RunItemPage? Items, IReadOnlyList<AuditEntry> History, bool Allowed);
}
