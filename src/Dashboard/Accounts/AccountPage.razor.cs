using MediatR;
using Microsoft.AspNetCore.Components;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Accounts;

/// <summary>What somebody may do with the own account: another password, a second factor, an end to sessions.</summary>
public sealed partial class AccountPage(Messages messages, CallerSource callers)
{
    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _untilLeft;
    private Loadable<AuthenticatorState> _authenticator = Loadable.Loading<AuthenticatorState>();
    private Loadable<IReadOnlyList<SessionSummary>> _sessions = Loadable.Loading<IReadOnlyList<SessionSummary>>();
    private AuthenticatorSecret? _secret;
    private RecoveryCodes? _codes;
    private string? _problem;
    private string? _sessionProblem;
    private bool _busy;

    /// <summary>What became of the password that was sent; null = none was.</summary>
    [SupplyParameterFromQuery]
    public string? Password { get; set; }

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
        await ReadAsync();
        await ListAsync();
    }

    private async Task ReadAsync() => _authenticator = await Loadable.FromAsync(() => messages.SendAsync(callers, new ReadAuthenticator(), _untilLeft), _untilLeft);

    private async Task ListAsync() => _sessions = await Loadable.FromAsync(() => messages.SendAsync(callers, new ListSessions(), _untilLeft), _untilLeft);

    private async Task StartAsync(string password) => _secret = await AskAsync(new StartAuthenticator(new(password)), AccountText.WrongPassword);

    private async Task ConfirmAsync(string code)
    {
        if (await AskAsync(new ConfirmAuthenticator(code), AccountText.WrongCode) is { } codes)
        {
            (_codes, _secret) = (codes, null);
            await ReadAsync();
        }
    }

    private async Task RenewAsync(string password)
    {
        _codes = await AskAsync(new RenewRecoveryCodes(new(password)), AccountText.WrongPassword);
        await ReadAsync();
    }

    private async Task RemoveAsync(string password)
    {
        var removed = await DoAsync(new RemoveAuthenticator(new(password)), AccountText.WrongPassword);
        _problem = removed;
        await ReadAsync();
    }

    private async Task EndAsync(Guid? session)
    {
        // False = it has ended already, which is what was wanted.
        _sessionProblem = await DoAsync(new EndSessions(session), null);
        await ListAsync();
    }

    private void Close() => (_secret, _codes, _problem) = (null, null, null);

    private async Task<T?> AskAsync<T>(IRequest<T?> message, string refusal)
        where T : class
    {
        _busy = true;
        var answer = await Loadable.FromAsync(async () => new Answer<T>(await messages.SendAsync(callers, message, _untilLeft)), _untilLeft);
        _problem = answer.Problem ?? (answer.Value is { Value: null } ? refusal : null);
        _busy = false;
        return answer.Value?.Value;
    }

    private async Task<string?> DoAsync(IRequest<bool> message, string? refusal)
    {
        var done = await Loadable.FromAsync(async () => (object)await messages.SendAsync(callers, message, _untilLeft), _untilLeft);
        return done.Problem ?? (done.Value is false ? refusal : null);
    }

    private sealed record Answer<T>(T? Value);
}
