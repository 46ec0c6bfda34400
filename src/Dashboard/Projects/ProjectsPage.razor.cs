using MediatR;
using Microsoft.AspNetCore.Components;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Projects;

/// <summary>The projects somebody belongs to; made, renamed and deleted by their owners.</summary>
public sealed partial class ProjectsPage(Messages messages, CallerSource callers, NavigationManager navigation)
{
    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _untilLeft;
    private Loadable<Shown> _shown = Loadable.Loading<Shown>();
    private Question? _question;
    private string _name = "";
    private string? _problem;
    private bool _busy;

    private enum Question
    {
        Create,
        Rename,
        Delete,
    }

    private string Current => _shown.Value?.Projects.FirstOrDefault(p => p.IsCurrent)?.Name ?? "";

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

    private static string Title(Question question) => question switch
    {
        Question.Create => ProjectsText.CreateTitle,
        Question.Rename => ProjectsText.RenameTitle,
        Question.Delete => ProjectsText.DeleteTitle,
    };

    private static string Verb(Question question) => question switch
    {
        Question.Create => ProjectsText.Create,
        Question.Rename => ProjectsText.Rename,
        Question.Delete => ProjectsText.Delete,
    };

    private async Task LoadAsync() => _shown = await Loadable.FromAsync(
        async () => new Shown(await messages.SendAsync(callers, new MyProjects(), _untilLeft), (await callers.CurrentAsync(_untilLeft)).Access >= Access.Owner), _untilLeft);

    private void Ask(Question question) => (_question, _problem, _name) = (question, null, question == Question.Rename ? Current : "");

    private void Close() => (_question, _problem, _name) = (null, null, "");

    private async Task AnswerAsync()
    {
        IRequest<ProjectAnswer> message = _question switch
        {
            Question.Create => new CreateProject(_name),
            Question.Rename => new RenameProject(_name),
            _ => new DeleteProject(_name),
        };
        var asked = _question;
        _busy = true;
        var answer = await Loadable.FromAsync(() => messages.SendAsync(callers, message, _untilLeft), _untilLeft);
        (_busy, _problem) = (false, answer.Problem ?? answer.Value?.Refusal);
        if (_problem is null && answer.Value is not null)
        {
            // This page is of the project it was opened in: the next one begins anew.
            navigation.NavigateTo(asked == Question.Create ? "/connect" : asked == Question.Delete ? "/" : "/projects", forceLoad: true);
        }
    }

    private sealed record Shown(IReadOnlyList<ProjectOfMine> Projects, bool Owns);
}
