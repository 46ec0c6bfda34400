using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Observability.Dashboard.Replays;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Prompts;

/// <summary>Where a version is written: of a new prompt, from what an exchange sent, or the next one of a prompt.</summary>
public sealed partial class PromptEditPage(Messages messages, CallerSource callers, NavigationManager navigation)
{
    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _untilLeft;
    private Loadable<PromptStart> _start = Loadable.Loading<PromptStart>();
    private WholeTemplate? _whole;
    private Guid _opened;
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
        await ReadAsync();
    }

    private void Edited() => (_edited, _problem) = (true, null);

    private async Task EditedAsync()
    {
        Edited();
        await ReadAsync();
    }

    private async Task EditAsync(CallDraft call)
    {
        _start.Value!.Draft!.Call = call;
        await EditedAsync();
    }

    // A new prompt nobody has written yet begins anew where it is to go; one that is written stays as it is.
    private async Task MoveAsync(ChangeEventArgs change)
    {
        if (_start.Value is { Draft: { Call: { } call } draft } start && start.Upstreams.Find(change.Value as string ?? "") is { } to)
        {
            var isNew = Name is null && From is null && (!_edited || call.Body is null);
            draft.Call = isNew ? PromptStart.First(to) : call with { Upstream = to.Name, Family = to.Family, BasePath = null };
            _opened = Guid.CreateVersion7();
            await ReadAsync();
        }
    }

    private async Task NameModelAsync(ChangeEventArgs change)
    {
        var (call, refusal) = ModelPlace.With(_start.Value!.Draft!.Call!, change.Value as string ?? "");
        if (call is not null)
        {
            await EditAsync(call);
        }

        _problem = refusal;
    }

    private async Task ReadAsync()
    {
        if (_start.Value?.Draft is not { } draft)
        {
            return;
        }

        var (source, form) = draft.Source;
        var read = await Loadable.FromAsync(() => messages.SendAsync(callers, new ReadTemplate(source, form), _untilLeft), _untilLeft);
        if (source == draft.Source.Body)
        {
            (_whole, _problem) = (read.Value ?? _whole, read.Problem ?? _problem);
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
        _busy = true;
        var name = Name ?? draft.Name.Trim();
        var order = new AddPromptVersion(name, draft.Content(_whole?.Template?.Variables), draft.Note, draft.After);
        var saved = await Loadable.FromAsync(() => messages.SendAsync(callers, order, _untilLeft), _untilLeft);
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
            (_problem, _edited) = (PromptsText.NotSaved, false);
            StateHasChanged();
        }

        return Task.CompletedTask;
    }
}
