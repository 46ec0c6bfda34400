using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Notes;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Exchanges;

/// <summary>Asks for the request that is open beside the list, and for what its panel wants to know of it.</summary>
public sealed partial class OpenRequest(Messages messages, CallerSource callers)
{
    private readonly CancellationTokenSource _gone = new();
    private readonly OpenNotes _notes = new(messages, callers);
    private CancellationToken _untilLeft;
    private PanelQuestions? _questions;
    private Loadable<ExchangeDetail> _detail = Loadable.Loading<ExchangeDetail>();
    private Guid? _opened;
    private Access? _access;

    /// <summary>The page, with a request open.</summary>
    [Parameter, EditorRequired] public required RequestsUrl Url { get; set; }

    /// <summary>Address of the row above; null = this is the first.</summary>
    [Parameter, EditorRequired] public required string? PreviousHref { get; set; }

    /// <summary>Address of the row below; null = this is the last.</summary>
    [Parameter, EditorRequired] public required string? NextHref { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _untilLeft = _gone.Token;
        _questions = new(messages, callers.CurrentAsync, _untilLeft);
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_opened != Url.Id)
        {
            await OpenAsync();
        }
    }

    private async Task OpenAsync()
    {
        _opened = Url.Id;
        if (_opened is { } id)
        {
            var detail = await _questions!.AskAsync(new OneExchange(id, DetailReach.Panel));
            _detail = _opened == id ? detail : _detail;
            _access ??= (await Loadable.FromAsync(() => callers.CurrentAsync(_untilLeft), _untilLeft)).Value?.Access;
        }
    }

    private Task<IReadOnlyList<RelatedGroup>?> AskRelatedAsync(RelatedExchanges message, CancellationToken ct) => messages.SendAsync(callers, message, ct);
}
