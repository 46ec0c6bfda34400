using Microsoft.AspNetCore.Components;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Experiments;

/// <summary>Orders an experiment: what is compared over what, how it is scored, and what it would cost, before anything is sent.</summary>
public sealed partial class NewExperimentPage(Messages messages, CallerSource callers, NavigationManager navigation)
{
    private readonly CancellationTokenSource _gone = new();
    private readonly ExperimentDraft _draft = new();
    private Loadable<ExperimentChoices> _choices = Loadable.Loading<ExperimentChoices>();
    private ExperimentEstimate? _estimate;
    private string? _problem;
    private bool _busy;
    private bool _allowed;

    /// <summary>The dataset to begin with; null = none.</summary>
    [SupplyParameterFromQuery(Name = "dataset")]
    public Guid? DatasetId { get; set; }

    /// <summary>Name of the prompt whose versions are to be compared, over its regression set where it has one; null = none.</summary>
    [SupplyParameterFromQuery(Name = "prompt")]
    public string? Prompt { get; set; }

    // The prompt whose regression set it can become: that of the first variant made from one.
    private VersionChoice? PromptOfDraft =>
        _choices.Value?.Versions.FirstOrDefault(v => v.Id == _draft.Variants.Select(x => x.PromptVersionId).FirstOrDefault(id => id is not null));

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => StartAsync();

    private async Task StartAsync() => _choices = await Loadable.FromAsync(async () =>
    {
        _allowed = (await callers.CurrentAsync(_gone.Token)).Access >= Access.Replay;
        var choices = await messages.SendAsync(callers, new ListExperimentChoices(), _gone.Token);
        _draft.DatasetId = DatasetId;
        if (Prompt is { } prompt && await messages.SendAsync(callers, new FindRegressionSet(prompt), _gone.Token) is { } start)
        {
            Begin(start, prompt);
        }

        return choices;
    }, _gone.Token);

    private void Begin(RegressionStart start, string prompt)
    {
        _draft.Name = prompt;
        _draft.DatasetId = DatasetId ?? start.DatasetId;
        _draft.Variants[0].PromptVersionId = start.Against ?? start.Latest;
        _draft.Variants[1].PromptVersionId = start.Latest;
        _draft.RegressionSetOf = start.DatasetId is null ? null : start.PromptId;
        foreach (var rule in start.Rules)
        {
            _draft.Rules.Add(RuleDraft.Of(rule));
        }

        if (start.Judge is { } judge)
        {
            (_draft.Judged, _draft.JudgeUpstream, _draft.JudgeModel, _draft.JudgePrompt) = (true, judge.Upstream, judge.Model, judge.Prompt);
        }

        if (start.Against is null)
        {
            _draft.Variants.RemoveAt(1);
        }
    }

    // What was worked out is of another order now.
    private void Changed() => (_estimate, _problem) = (null, null);

    private Task EstimateAsync() => AskAsync(async order =>
    {
        var estimated = await messages.SendAsync(callers, new EstimateExperiment(order), _gone.Token);
        (_estimate, _problem) = (estimated.Estimate, estimated.Refusal);
        return estimated;
    });

    private Task OrderAsync() => AskAsync(async order =>
    {
        var ordered = await messages.SendAsync(callers, new OrderExperiment(order), _gone.Token);
        _problem = ordered.Refusal;
        if (ordered.Run is { } run)
        {
            navigation.NavigateTo($"/experiments/{run.Id}");
        }

        return ordered;
    });

    private async Task AskAsync<T>(Func<ExperimentOrder, Task<T>> ask)
        where T : class
    {
        if (_draft.ToOrder() is not { } order)
        {
            _problem = NewExperimentText.NoDataset;
            return;
        }

        _busy = true;
        var asked = await Loadable.FromAsync(() => ask(order), _gone.Token);
        (_busy, _problem) = (false, asked.Problem ?? _problem);
    }
}
