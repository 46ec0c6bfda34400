using System.Globalization;
using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Live;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;
using Observability.Dashboard.Usage;
using Observability.Domain.Filters;
using Observability.Domain.Prompts;

namespace Observability.Dashboard.Prompts;

/// <summary>All that the page of a prompt shows.</summary>
/// <param name="Detail">The prompt and the version that is open; null = there is none.</param>
/// <param name="Compared">The version it is compared with; null = none.</param>
/// <param name="Versions">Its versions, the latest first.</param>
/// <param name="Older">Whether there are older ones than are listed.</param>
/// <param name="Usage">What was made from them.</param>
/// <param name="MayChange">Whether the reader may change it.</param>
public sealed record PromptShown(
    PromptDetail? Detail, PromptDetail? Compared, IReadOnlyList<PromptVersionSummary> Versions, bool Older, PromptUsageSums? Usage, bool MayChange);

/// <summary>One prompt: its versions, where its labels are, what it says, what was made from it.</summary>
public sealed partial class PromptPage(Messages messages, CallerSource callers, NavigationManager navigation, ExchangeFeed feed, TimeProvider time)
    : UsagePage<PromptShown>(messages, callers, navigation, feed, time)
{
    private readonly CallerSource _callers = callers;
    private string? _problem;

    /// <summary>The prompt.</summary>
    [Parameter] public string Name { get; set; } = "";

    /// <summary>Number of the version that is open; null = the latest.</summary>
    [SupplyParameterFromQuery(Name = "version")] public int? Version { get; set; }

    /// <summary>Number of the version it is compared with; null = none.</summary>
    [SupplyParameterFromQuery(Name = "against")] public int? Against { get; set; }

    /// <inheritdoc/>
    protected override async Task<PromptShown> AskAsync(UsageMoment at, CancellationToken ct)
    {
        var (name, version, against) = (Name, Version, Against);
        var mayChange = (await _callers.CurrentAsync(ct)).Access >= Access.Replay;
        if (await SendAsync(new OnePrompt(name, Text(version)), ct) is not { } detail)
        {
            return new(null, null, [], false, null, mayChange);
        }

        var compared = against is { } other ? await SendAsync(new OnePrompt(name, Text(other)), ct) : null;
        var versions = await SendAsync(new PromptVersions(detail.Prompt.Id), ct);
        var usage = detail.Prompt.Partial ? null : await SendAsync(new PromptUsage(detail.Prompt.Id, at.Range.From, at.Range.To), ct);
        return new(detail, compared, versions, versions is [.., { Number: > 1 }], usage, mayChange);
    }

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    private string RequestsHref(int number) =>
        ShownAt.RequestsHref(Filter.Parse($"prompt:\"{new PromptReference(Name, number, null)}\"").Filter ?? Filter.None);

    // A change that was asked for is made, also when the reader leaves meanwhile.
    private async Task MoveAsync(MovePromptLabel move) => await ChangeAsync(() => SendAsync(move, CancellationToken.None));

    private async Task ArchiveAsync(bool archived) => await ChangeAsync(() => SendAsync(new ArchivePrompt(Name, archived), CancellationToken.None));

    private async Task ChangeAsync(Func<Task<PromptChanged>> change)
    {
        var changed = await Loadable.FromAsync(change, CancellationToken.None);
        _problem = changed.Problem ?? changed.Value?.Refusal;
        await LoadAsync();
    }
}
