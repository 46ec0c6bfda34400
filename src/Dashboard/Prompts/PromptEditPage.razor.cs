using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Observability.Dashboard.Replays;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;
using Observability.Domain.Prompts;

namespace Observability.Dashboard.Prompts;

/// <summary>Where a version is written: of a new prompt, from what an exchange sent, or the next one of a prompt.</summary>
public sealed partial class PromptEditPage(Messages messages, CallerSource callers, NavigationManager navigation)
{
    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _untilLeft;
    private Loadable<PromptStart> _start = Loadable.Loading<PromptStart>();
    private TemplateReading _reading = new(null, null);
    private string? _problem;
    private bool _edited;
    private bool _busy;

    /// <summary>The prompt; null = a new one.</summary>
    [Parameter] public string? Name { get; set; }

    /// <summary>The exchange it is made from; null = none.</summary>
    [SupplyParameterFromQuery(Name = "from")] public Guid? From { get; set; }

    /// <summary>Whether the new one is a partial.</summary>
    [SupplyParameterFromQuery(Name = "partial")] public bool Partial { get; set; }

    /// <summary>Number of the version it is made from; null = the latest.</summary>
    [SupplyParameterFromQuery(Name = "version")] public int? Version { get; set; }

    private string Title => Name is { } name ? string.Format(CultureInfo.CurrentCulture, PromptsText.EditTitle, VisibleText.Of(name)) : Partial ? PromptsText.NewPartial : PromptsText.New;

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
        await StartAsync();
    }

    private async Task StartAsync()
    {
        _start = await Loadable.FromAsync(() => messages.SendAsync(callers, new StartPrompt(Name, Version, From, Partial), _untilLeft), _untilLeft);
        Read();
    }

    private void Edited()
    {
        _edited = true;
        Read();
    }

    private void Read()
    {
        if (_start.Value?.Draft is { } draft)
        {
            _reading = PromptTemplate.Parse(draft.Body, draft.Partial ? TemplateForm.Text : TemplateForm.Json);
        }
    }

    private void SetDefault(string name, string? value)
    {
        var draft = _start.Value!.Draft!;
        if (string.IsNullOrEmpty(value))
        {
            draft.Defaults.Remove(name);
        }
        else
        {
            draft.Defaults[name] = value;
        }

        Edited();
    }

    private async Task SaveAsync()
    {
        var draft = _start.Value!.Draft!;
        if (draft.Content(_reading.Template?.Variables) is not { } content)
        {
            _problem = PromptsText.HeadersUnread;
            return;
        }

        _busy = true;
        var name = Name ?? draft.Name.Trim();
        var saved = await Loadable.FromAsync(() => messages.SendAsync(callers, new AddPromptVersion(name, content, draft.Note, draft.After), _untilLeft), _untilLeft);
        _busy = false;
        _problem = saved.Problem ?? saved.Value?.Refusal
            ?? (saved.Value is { Unchanged: true, Number: { } same } ? string.Format(CultureInfo.CurrentCulture, PromptsText.Unchanged, same) : null);
        if (saved.Value is { Number: { } number, Unchanged: false })
        {
            _edited = false;
            navigation.NavigateTo(PromptsUrl.Of(name, number, null));
        }
    }

    // What was typed is nowhere else: a click beside it asks once, and a second one goes.
    private Task StayAsync(LocationChangingContext leaving)
    {
        if (_edited)
        {
            leaving.PreventNavigation();
            _problem = PromptsText.NotSaved;
            _edited = false;
            StateHasChanged();
        }

        return Task.CompletedTask;
    }
}
