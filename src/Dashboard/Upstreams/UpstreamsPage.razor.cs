using MediatR;
using Observability.Dashboard.Keys;
using Observability.Dashboard.Projects;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;
using Observability.Domain.Formats;
using Observability.Domain.Upstreams;

namespace Observability.Dashboard.Upstreams;

/// <summary>Where requests go: the installation's upstreams and the project's own.</summary>
public sealed partial class UpstreamsPage(Messages messages, CallerSource callers, Microsoft.AspNetCore.Components.NavigationManager navigation)
{
    private static readonly IReadOnlyList<string> Families =
        [.. ProviderFormats.Families.Concat(BuiltinUpstreams.All.Select(u => u.Format)).Concat(["azure", "opaque"]).Distinct().Order(StringComparer.Ordinal)];

    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _untilLeft;
    private readonly Dictionary<Guid, UpstreamTest> _results = [];
    private Loadable<IReadOnlyList<UpstreamSummary>> _upstreams = Loadable.Loading<IReadOnlyList<UpstreamSummary>>();
    private UpstreamSummary? _editing;
    private UpstreamSummary? _removing;
    private Guid? _testing;
    private string _ingest = "";
    private string _default = "";
    private string? _problem;
    private bool _adding;
    private bool _busy;

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

    private async Task ListAsync() => _upstreams = await Loadable.FromAsync(async () =>
    {
        _ingest = (await AskAsync(new WhereIngestIs())).SeenFrom(navigation.Uri);
        _default = (await AskAsync(new ThisProject())).DefaultUpstream;
        return await AskAsync(new ListUpstreams());
    }, _untilLeft);

    private async Task SaveAsync(SaveUpstream wish)
    {
        _busy = true;
        var saved = await Loadable.FromAsync(() => AskAsync(wish), _untilLeft);
        (_busy, _problem) = (false, saved.Problem ?? saved.Value?.Refusal);
        if (_problem is null)
        {
            Close();
            await ListAsync();
        }
    }

    private async Task RemoveAsync(UpstreamSummary upstream)
    {
        var done = await Loadable.FromAsync(async () => (object)await AskAsync(new RemoveUpstream(upstream.Id)), _untilLeft);
        _problem = done.Problem;
        if (_problem is null)
        {
            Close();
            await ListAsync();
        }
    }

    private async Task TestAsync(UpstreamSummary upstream)
    {
        _testing = upstream.Id;
        var test = await Loadable.FromAsync(() => AskAsync(new TestUpstream(upstream.Id)), _untilLeft);
        _results[upstream.Id] = test.Value ?? new(false, null, TimeSpan.Zero, test.Problem ?? "");
        _testing = null;
    }

    private void Close() => (_adding, _editing, _removing, _problem) = (false, null, null, null);

    private Task<T> AskAsync<T>(IRequest<T> message) => messages.SendAsync(callers, message, _untilLeft);
}
