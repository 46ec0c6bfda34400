using System.Globalization;
using MediatR;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;
using Observability.Domain.Datasets;

namespace Observability.Dashboard.Datasets;

/// <summary>One dataset, page by page, and a row of it in its editor. Page and row follow from the address.</summary>
public sealed partial class DatasetPage(Messages messages, CallerSource callers, NavigationManager navigation)
{
    private const int PageSize = 50;

    private readonly CancellationTokenSource _gone = new();
    private readonly HashSet<Guid> _chosen = [];
    private CancellationToken _untilLeft;
    private Loadable<Shown> _dataset = Loadable.Loading<Shown>();
    private (Guid, int?)? _listed;
    private Question? _question;
    private IReadOnlyList<Guid> _doomed = [];
    private ImportAnswer? _bad;
    private RowDraft? _draft;
    private DatasetRow? _theirs;
    private bool _busy;
    private string? _problem;
    private string? _notice;

    private enum Question
    {
        Rename,
        Delete,
        DeleteRows,
        Import,
    }

    /// <summary>The dataset.</summary>
    [Parameter] public Guid Id { get; set; }

    /// <summary>After which position the page begins; null = it is the first.</summary>
    [SupplyParameterFromQuery(Name = "after")] public int? After { get; set; }

    /// <summary>The row in the editor; null = none is.</summary>
    [SupplyParameterFromQuery(Name = "row")] public Guid? Row { get; set; }

    /// <summary>Address of a dataset.</summary>
    public static string HrefOf(Guid id) => $"/datasets/{id}";

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
        if (_listed != (Id, After))
        {
            _listed = (Id, After);
            _chosen.Clear();
            await LoadAsync();
        }

        if (Row is { } row && _draft?.Of?.Id != row)
        {
            await OpenRowAsync(row);
        }
        else if (Row is null && _draft is { Of: not null })
        {
            _draft = null;
        }
    }

    private string RowHref(Guid row) => After is { } after ? $"{HrefOf(Id)}?after={after}&row={row}" : $"{HrefOf(Id)}?row={row}";

    private async Task LoadAsync()
    {
        var (id, after) = (Id, After);
        var loaded = await Loadable.FromAsync(
            async () => new Shown(await AskAsync(new OneDataset(id)), await AskAsync(new DatasetRows(id, after, PageSize)) ?? new([], null)), _untilLeft);
        if (_listed == (id, after))
        {
            // What is shown stays when it cannot be asked again.
            _dataset = new(loaded.Value ?? _dataset.Value, loaded.Problem);
        }
    }

    private async Task OpenRowAsync(Guid row)
    {
        var found = await Loadable.FromAsync(async () => new Found(await AskAsync(new OneRow(Id, row))), _untilLeft);
        (_draft, _theirs) = (found.Value?.Row is { } there ? RowDraft.From(there) : null, null);
        _problem = found.Problem ?? (found.Value is { Row: null } ? DatasetsText.RowGone : null);
    }

    private void Add() => (_draft, _theirs, _problem, _notice) = (RowDraft.New(), null, null, null);

    private void CloseRow()
    {
        var opened = _draft?.Of is not null;
        (_draft, _theirs, _problem) = (null, null, null);
        if (opened)
        {
            navigation.NavigateTo(After is { } after ? $"{HrefOf(Id)}?after={after}" : HrefOf(Id));
        }
    }

    private async Task SaveRowAsync()
    {
        if (_draft is not { } draft)
        {
            return;
        }

        IRequest<RowsAnswer> message = draft.Of is { } row ? new EditRow(Id, row.Id, row.Version, draft.Content) : new AddRow(Id, [draft.Content]);
        if (await ChangedAsync(message) is not null)
        {
            CloseRow();
            _notice = DatasetsText.Saved;
            await LoadAsync();
        }
    }

    private void TakeTheirs(DatasetRow theirs)
    {
        _draft?.Take(theirs);
        (_theirs, _problem) = (null, null);
    }

    private Task OverwriteAsync(DatasetRow theirs)
    {
        _draft?.Rebase(theirs);
        return SaveRowAsync();
    }

    private async Task DuplicateAsync(Guid row)
    {
        if (await ChangedAsync(new DuplicateRow(Id, row)) is { } copies)
        {
            _notice = string.Format(CultureInfo.CurrentCulture, DatasetsText.Duplicated, copies[0].Position);
            await LoadAsync();
        }
    }

    private void AskToDelete(IReadOnlyList<Guid> rows)
    {
        _doomed = rows;
        Open(Question.DeleteRows);
    }

    private async Task DeleteRowsAsync()
    {
        if (await DoneAsync(new DeleteRows(Id, _doomed)) is not null)
        {
            _chosen.ExceptWith(_doomed);
            Close();
            await LoadAsync();
        }
    }

    private async Task RenameAsync((string Name, string Description) filled)
    {
        if (await DoneAsync(new ChangeDataset(Id, filled.Name, filled.Description)) is { } answer)
        {
            _problem = answer.Refusal ?? (answer.Dataset is null ? DatasetsText.Gone : null);
            if (_problem is null)
            {
                Close();
                await LoadAsync();
            }
        }
    }

    private async Task DeleteAsync()
    {
        _problem = (await Loadable.FromAsync(async () => new Deleted(await AskAsync(new DeleteDataset(Id))), _untilLeft)).Problem;
        if (_problem is null)
        {
            navigation.NavigateTo("/datasets");
        }
    }

    private async Task ImportAsync(FileToImport file)
    {
        (_bad, _notice) = (null, null);
        try
        {
            await using var content = file.File.OpenReadStream(long.MaxValue, _untilLeft);
            if (await DoneAsync(new ImportRows(Id, file.Order, content)) is not { } answer)
            {
                return;
            }

            (_problem, _bad) = (answer.Refusal, answer.Bad > 0 ? answer : null);
            if (answer.Refusal is null)
            {
                Close();
                _notice = string.Format(CultureInfo.CurrentCulture, answer.Bad == 0 ? DatasetsText.Imported : DatasetsText.ImportedSome, Figures.Count(answer.Added), Figures.Count(answer.Bad));
                await LoadAsync();
            }
        }
        catch (Exception e) when (e is IOException or JSException)
        {
            // The browser could not read it any more: it was changed or taken away since it was chosen.
            (_busy, _problem) = (false, ImportText.FileGone);
        }
    }

    private async Task<IReadOnlyList<DatasetRow>?> ChangedAsync(IRequest<RowsAnswer> message)
    {
        if (await DoneAsync(message) is not { } answer)
        {
            return null;
        }

        (_problem, _theirs) = (answer.Refusal ?? (answer.Rows is null ? DatasetsText.RowGone : null), answer.Theirs);
        return answer.Rows;
    }

    private async Task<T?> DoneAsync<T>(IRequest<T?> message)
        where T : class
    {
        (_busy, _notice) = (true, null);
        var done = await Loadable.FromAsync(async () => new Box<T>(await messages.SendAsync(callers, message, _untilLeft)), _untilLeft);
        (_busy, _problem) = (false, done.Problem ?? (done.Value is { Of: null } ? DatasetsText.Gone : null));
        return done.Value?.Of;
    }

    private void Open(Question question) => (_question, _problem, _bad, _notice) = (question, null, null, null);

    private void Close() => (_question, _problem, _bad) = (null, null, null);

    private void Choose(Guid id)
    {
        if (!_chosen.Remove(id))
        {
            _chosen.Add(id);
        }
    }

    private void ChooseAll(bool all)
    {
        _chosen.Clear();
        _chosen.UnionWith(all ? _dataset.Value!.Page.Rows.Select(r => r.Id) : []);
    }

    private Task<T> AskAsync<T>(IRequest<T> message) => messages.SendAsync(callers, message, _untilLeft);

    private sealed record Shown(DatasetSummary? Summary, RowPage<RowPreview> Page);

    private sealed record Found(DatasetRow? Row);

    private sealed record Deleted(bool Was);

    private sealed record Box<T>(T? Of);
}
