using Microsoft.AspNetCore.Components;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;
using Observability.Domain.Audit;

namespace Observability.Dashboard.Audit;

/// <summary>Who did what in the project, newest first, and whether the log is whole. All it lists follows from its address.</summary>
public sealed partial class AuditPage(Messages messages, CallerSource callers, NavigationManager navigation)
{
    private const int Lines = 50;

    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _untilLeft;
    private AuditUrl _url = AuditUrl.Parse("");
    private Loadable<AuditPart> _part = Loadable.Loading<AuditPart>();
    private Loadable<AuditVerdict>? _verdict;
    private bool _checking;

    // Blazor calls OnParametersSet when one of these changes; AuditUrl reads them, all at once.
    [SupplyParameterFromQuery] public string? Who { get; set; }

    [SupplyParameterFromQuery] public string? What { get; set; }

    [SupplyParameterFromQuery] public string? Subject { get; set; }

    [SupplyParameterFromQuery] public string? From { get; set; }

    [SupplyParameterFromQuery] public string? To { get; set; }

    [SupplyParameterFromQuery] public string? After { get; set; }

    /// <summary>The reader's zone, whose days are meant.</summary>
    [CascadingParameter] public ViewerZone Zone { get; set; } = ViewerZone.Unknown;

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => _untilLeft = _gone.Token;

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync()
    {
        _url = AuditUrl.Parse(navigation.ToAbsoluteUri(navigation.Uri).Query);
        return ListAsync();
    }

    private async Task ListAsync()
    {
        var asked = _url;
        var part = await Loadable.FromAsync(() => messages.SendAsync(callers, new PageAudit(asked.Filter(Zone.Zone), asked.After, Lines), _untilLeft), _untilLeft);
        if (asked == _url)
        {
            _part = part;
        }
    }

    private async Task VerifyAsync()
    {
        (_checking, _verdict) = (true, Loadable.Loading<AuditVerdict>());
        _verdict = await Loadable.FromAsync(() => messages.SendAsync(callers, new VerifyAudit(), _untilLeft), _untilLeft);
        _checking = false;
    }

    private string HrefOf(AuditFilter only) =>
        (_url with { Who = only.Who ?? _url.Who, What = only.What ?? _url.What, Subject = only.Subject ?? _url.Subject, After = null }).On(AuditUrl.Path);
}
