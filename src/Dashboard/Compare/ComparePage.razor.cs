using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Compare;

/// <summary>Two requests beside each other: what they cost and took, what they were sent with, what was said. Which two is in its address.</summary>
public sealed partial class ComparePage(Messages messages, CallerSource callers) : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _untilLeft;
    private (string?, string?)? _asked;
    private Access? _access;
    private Loadable<Both> _both = Loadable.Loading<Both>();

    /// <summary>Id of the first.</summary>
    [SupplyParameterFromQuery] public string? A { get; set; }

    /// <summary>Id of the second.</summary>
    [SupplyParameterFromQuery] public string? B { get; set; }

    /// <summary>The list they were chosen in, to go back to.</summary>
    [SupplyParameterFromQuery] public string? List { get; set; }

    private RequestsUrl Back => RequestsUrl.Parse(List ?? "").Url.List;

    /// <summary>The address of two requests beside each other.</summary>
    /// <param name="first">The one compared with.</param>
    /// <param name="second">The one compared.</param>
    /// <param name="list">The list they were chosen in.</param>
    public static string HrefOf(Guid first, Guid second, RequestsUrl list) =>
        $"/requests/compare?a={first}&b={second}{(list.ListQuery() is { Length: > 0 } query ? "&list=" + Uri.EscapeDataString(query) : "")}";

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => _untilLeft = _gone.Token;

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_asked != (A, B))
        {
            await LoadAsync();
        }
    }

    private async Task LoadAsync()
    {
        var asked = (A, B);
        _asked = asked;
        if (!Guid.TryParse(A, out var first) || !Guid.TryParse(B, out var second))
        {
            _both = new(null, CompareText.TwoNeeded);
            return;
        }

        _both = Loadable.Loading<Both>();
        var answer = await Loadable.FromAsync(async () => new Found(await OneAsync(first), await OneAsync(second)), _untilLeft);
        _access ??= (await Loadable.FromAsync(() => callers.CurrentAsync(_untilLeft), _untilLeft)).Value?.Access;
        if (_asked == asked)
        {
            _both = answer.Value is null ? new(null, answer.Problem)
                : answer.Value is { First: { } a, Second: { } b } ? new(new(a, b), null)
                : new(null, RequestsText.Gone);
        }
    }

    private Task<ExchangeDetail?> OneAsync(Guid id) => messages.SendAsync(callers, new OneExchange(id, DetailReach.Whole), _untilLeft);

    private sealed record Found(ExchangeDetail? First, ExchangeDetail? Second);

    private sealed record Both(ExchangeDetail First, ExchangeDetail Second);
}
