using MediatR;
using Microsoft.AspNetCore.Components;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Members;

/// <summary>Who belongs to the project: invited, changed and removed here.</summary>
public sealed partial class MembersPage(Messages messages, CallerSource callers, NavigationManager navigation, TimeProvider time)
{
    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _untilLeft;
    private Loadable<Shown> _shown = Loadable.Loading<Shown>();
    private MemberSummary? _changing;
    private MemberSummary? _removing;
    private string? _link;
    private string? _problem;
    private bool _inviting;
    private bool _leaving;
    private bool _busy;

    private DateTimeOffset Now => time.GetUtcNow();

    private bool IsAsking => _inviting || _leaving || _changing is not null || _removing is not null;

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
        await LoadAsync();
    }

    private async Task LoadAsync() => _shown = await Loadable.FromAsync(async () =>
    {
        var caller = await callers.CurrentAsync(_untilLeft);
        return new Shown(
            caller,
            await messages.SendAsync(callers, new ListMembers(), _untilLeft),
            caller.Access >= Access.Admin ? await messages.SendAsync(callers, new ListInvitations(), _untilLeft) : []);
    }, _untilLeft);

    private async Task InviteAsync(CreateInvitation wish)
    {
        var made = await AskAsync(wish, a => a.Refusal);
        if (made?.Text is { } text)
        {
            _link = navigation.ToAbsoluteUri(InvitationEndpoints.Href(text.Value)).ToString();
            await LoadAsync();
        }
    }

    private async Task ChangeAsync(ChangeMember change) => await EndAsync(await AskAsync(change, RefusalOf));

    private async Task RemoveAsync(MemberSummary member) => await EndAsync(await AskAsync(new RemoveMember(member.Id), RefusalOf));

    private async Task LeaveAsync()
    {
        if (await AskAsync(new LeaveProject(), RefusalOf) is not null)
        {
            navigation.NavigateTo("/", forceLoad: true);
        }
    }

    private async Task RevokeAsync(InvitationSummary invitation)
    {
        var done = await Loadable.FromAsync(async () => (object)await messages.SendAsync(callers, new RevokeInvitation(invitation.Id), _untilLeft), _untilLeft);
        _problem = done.Problem;
        await LoadAsync();
    }

    private async Task EndAsync(MemberAnswer? answer)
    {
        if (answer is not null)
        {
            Close();
            await LoadAsync();
        }
    }

    // The answer, or null when there is none to be had: the sentence is shown where it was asked for.
    private async Task<T?> AskAsync<T>(IRequest<T> message, Func<T, string?> refusalOf)
        where T : class
    {
        _busy = true;
        var answer = await Loadable.FromAsync(() => messages.SendAsync(callers, message, _untilLeft), _untilLeft);
        (_busy, _problem) = (false, answer.Problem ?? (answer.Value is { } value ? refusalOf(value) : null));
        return _problem is null ? answer.Value : null;
    }

    private static string? RefusalOf(MemberAnswer answer) => answer.Refusal ?? (answer.Member is null ? MembersText.NoSuchMember : null);

    private void Close() => (_inviting, _leaving, _changing, _removing, _link, _problem) = (false, false, null, null, null, null);

    private sealed record Shown(Caller Caller, IReadOnlyList<MemberSummary> Members, IReadOnlyList<InvitationSummary> Invitations)
    {
        public bool MayChange => Caller.Access >= Access.Admin;
    }
}
