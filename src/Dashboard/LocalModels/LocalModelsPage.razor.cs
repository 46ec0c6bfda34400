using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Keys;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.LocalModels;

/// <summary>How fast the models on one's own machines are, how often they are loaded from disk, and which of their failures nobody saw.</summary>
public sealed partial class LocalModelsPage(Messages messages, CallerSource callers, NavigationManager navigation, TimeProvider time)
{
    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _untilLeft;
    private Loadable<LocalModelsInRange> _models = Loadable.Loading<LocalModelsInRange>();
    private string _ingest = "";

    /// <summary>How many days back.</summary>
    [SupplyParameterFromQuery(Name = "days")]
    public string? DaysText { get; set; }

    private LocalModelsUrl Url => LocalModelsUrl.Parse($"?days={Uri.EscapeDataString(DaysText ?? "")}");

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => _untilLeft = _gone.Token;

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync() => ListAsync();

    private void Choose(ChangeEventArgs range) => navigation.NavigateTo("/local-models" + LocalModelsUrl.Parse($"?days={range.Value}").ToQuery());

    private async Task ListAsync() => _models = await Loadable.FromAsync(async () =>
    {
        _ingest = (await messages.SendAsync(callers, new WhereIngestIs(), _untilLeft)).SeenFrom(navigation.Uri);
        var now = time.GetUtcNow();
        return await messages.SendAsync(callers, new ListLocalModels(now.AddDays(-Url.Days), now), _untilLeft);
    }, _untilLeft);
}
