using Microsoft.AspNetCore.Components;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Prompts;

/// <summary>The project's prompts.</summary>
public sealed partial class PromptsPage(Messages messages, CallerSource callers, NavigationManager navigation)
{
    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _untilLeft;
    private Loadable<PromptList> _list = Loadable.Loading<PromptList>();
    private bool _mayChange;
    private string? _typed;

    /// <summary>What name or description must contain; null = anything.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    public string? Search { get; set; }

    /// <summary>Those that were put away instead of those in use.</summary>
    [SupplyParameterFromQuery(Name = "archived")]
    public bool Archived { get; set; }

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
        _typed = Search;
        await ListAsync();
    }

    private async Task ListAsync()
    {
        var (search, archived) = (Search, Archived);
        var list = await Loadable.FromAsync(
            async () =>
            {
                _mayChange = (await callers.CurrentAsync(_untilLeft)).Access >= Access.Replay;
                return await messages.SendAsync(callers, new ListPrompts(search, archived), _untilLeft);
            },
            _untilLeft);
        if ((search, archived) == (Search, Archived))
        {
            _list = list;
        }
    }

    private void Go(string? search, bool archived) => navigation.NavigateTo(PromptsUrl.List(search, archived));
}
