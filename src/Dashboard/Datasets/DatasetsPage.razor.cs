using MediatR;
using Microsoft.AspNetCore.Components;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Datasets;

/// <summary>The project's datasets.</summary>
public sealed partial class DatasetsPage(Messages messages, CallerSource callers, NavigationManager navigation)
{
    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _untilLeft;
    private Loadable<IReadOnlyList<DatasetSummary>> _datasets = Loadable.Loading<IReadOnlyList<DatasetSummary>>();
    private DatasetSummary? _deleting;
    private bool _creating;
    private bool _busy;
    private string? _problem;

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override Task OnInitializedAsync()
    {
        _untilLeft = _gone.Token;
        return ListAsync();
    }

    private async Task ListAsync()
    {
        var list = await Loadable.FromAsync(() => AskAsync(new ListDatasets()), _untilLeft);
        // What is shown stays when it cannot be asked again.
        _datasets = new(list.Value ?? _datasets.Value, list.Problem);
    }

    private async Task CreateAsync((string Name, string Description) filled)
    {
        _busy = true;
        var made = await Loadable.FromAsync(() => AskAsync(new CreateDataset(filled.Name, filled.Description)), _untilLeft);
        (_busy, _problem) = (false, made.Problem ?? made.Value?.Refusal);
        if (made.Value?.Dataset is { } dataset)
        {
            navigation.NavigateTo(DatasetPage.HrefOf(dataset.Id));
        }
    }

    private async Task DeleteAsync(DatasetSummary dataset)
    {
        _problem = (await Loadable.FromAsync(async () => new Done(await AskAsync(new DeleteDataset(dataset.Id))), _untilLeft)).Problem;
        if (_problem is null)
        {
            Close();
            await ListAsync();
        }
    }

    private void Close() => (_creating, _deleting, _problem) = (false, null, null);

    private Task<T> AskAsync<T>(IRequest<T> message) => messages.SendAsync(callers, message, _untilLeft);

    private sealed record Done(bool Was);
}
