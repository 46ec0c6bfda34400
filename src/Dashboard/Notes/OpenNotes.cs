using MediatR;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Notes;

/// <summary>What is said of the open exchange, and what its reader says of it. <see cref="NotesView"/> and <see cref="ExchangeRating"/> draw it.</summary>
/// <remarks>A change is shown at once; when it fails, what holds is shown again with the reason. Changes are sent one after the other.</remarks>
/// <param name="messages">The way to the data.</param>
/// <param name="callers">Who looks at the page.</param>
public sealed class OpenNotes(Messages messages, CallerSource callers)
{
    private Exchange? _given;
    private Exchange? _confirmed;
    private Task _last = Task.CompletedTask;
    private int _waiting;
    private bool _unread;
    private Caller? _reader;

    /// <summary>What is shown.</summary>
    public Said Said { get; private set; } = Said.Nothing;

    /// <summary>The comments, the oldest first.</summary>
    public Loadable<IReadOnlyList<ExchangeNote>> Comments { get; private set; } = Loadable.Loading<IReadOnlyList<ExchangeNote>>();

    /// <summary>Tags the project knows, those used most first.</summary>
    public IReadOnlyList<string> KnownTags { get; private set; } = [];

    /// <summary>Why the last change failed; null when it did not.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether a comment is on its way.</summary>
    public bool IsSending { get; private set; }

    /// <summary>Shows what a page has loaded. The same row again changes nothing: what was said meanwhile stays.</summary>
    public void Show(Exchange row)
    {
        if (ReferenceEquals(row, _given))
        {
            return;
        }

        if (row.Id != _confirmed?.Id)
        {
            (Comments, Problem) = (Loadable.Loading<IReadOnlyList<ExchangeNote>>(), null);
        }

        (_given, _confirmed, Said, _unread) = (row, row, Said.Of(row), true);
    }

    /// <summary>Reads the comments and the tags the project knows, once for each row that is shown.</summary>
    public async Task ReadAsync(CancellationToken ct)
    {
        if (_unread && _confirmed is { Id: var id })
        {
            _unread = false;
            await ReadAsync(id, ct);
        }
    }

    /// <summary>Reads the comments again, after they could not be read.</summary>
    public Task ReadAgainAsync(CancellationToken ct) => ReadAsync(_confirmed!.Id, ct);

    /// <summary>Whether the reader may delete a comment.</summary>
    public bool MayRemove(ExchangeNote note) => _reader is { } reader && (reader.Access >= Access.Admin || reader.Name == note.Author);

    /// <summary>Gives a thumb; null takes it away.</summary>
    public Task RateAsync(bool? rating, CancellationToken ct) => ChangeAsync(Said with { Rating = rating }, id => new RateExchange(id, rating, null), ct);

    /// <summary>Adds a tag.</summary>
    public Task AddTagAsync(string tag, CancellationToken ct) => ChangeAsync(
        Said.Tags.Contains(NoteRules.Name(tag)) ? Said : Said with { Tags = Said.Tags.Add(NoteRules.Name(tag)) }, id => new SetTags(id, TagChange.Add, [tag]), ct);

    /// <summary>Takes a tag away.</summary>
    public Task RemoveTagAsync(string tag, CancellationToken ct) =>
        ChangeAsync(Said with { Tags = Said.Tags.Remove(tag) }, id => new SetTags(id, TagChange.Remove, [tag]), ct);

    /// <summary>Sets a score; null takes it away.</summary>
    public Task ScoreAsync(string name, ScoreValue? value, CancellationToken ct) => ChangeAsync(
        Said with { Scores = value is null ? Said.Scores.Remove(name) : Said.Scores.SetItem(NoteRules.Name(name), value) }, id => new SetScore(id, name, value), ct);

    /// <summary>Sets a property; null takes it away.</summary>
    public Task SetPropertyAsync(string name, string? value, CancellationToken ct) => ChangeAsync(
        Said with { Properties = value is null ? Said.Properties.Remove(name) : Said.Properties.SetItem(NoteRules.PropertyName(name), value) },
        id => new SetProperties(id, new Dictionary<string, string?>(StringComparer.Ordinal) { [name] = value }), ct);

    /// <summary>Writes a comment; true when it is written.</summary>
    public async Task<bool> CommentAsync(string text, CancellationToken ct)
    {
        var id = _confirmed!.Id;
        IsSending = true;
        var answer = await Loadable.FromAsync(() => messages.SendAsync(callers, new AddComment(id, text), ct), ct);
        IsSending = false;
        if (_confirmed.Id != id)
        {
            return true;
        }

        Problem = answer.Problem ?? answer.Value?.Refusal ?? (answer.Value?.Note is null ? NotesText.Gone : null);
        if (answer.Value?.Note is { } note)
        {
            Comments = new([.. Comments.Value ?? [], note], null);
        }

        return Problem is null;
    }

    /// <summary>Deletes a comment.</summary>
    public async Task RemoveAsync(ExchangeNote note, CancellationToken ct)
    {
        var answer = await Loadable.FromAsync(() => messages.SendAsync(callers, new RemoveComment(note.ExchangeId, note.Id), ct), ct);
        if (_confirmed?.Id == note.ExchangeId)
        {
            Problem = answer.Problem ?? answer.Value?.Refusal;
            Comments = Problem is null ? new([.. (Comments.Value ?? []).Where(c => c.Id != note.Id)], null) : Comments;
        }
    }

    private async Task ReadAsync(Guid id, CancellationToken ct)
    {
        var answer = await Loadable.FromAsync(
            async () => new Told(
                await messages.SendAsync(callers, new ListComments(id), ct), await messages.SendAsync(callers, new ListTags(), ct), await callers.CurrentAsync(ct)), ct);
        if (_confirmed?.Id == id)
        {
            Comments = new(answer.Value?.Comments ?? Comments.Value, answer.Problem ?? (answer.Value is { Comments: null } ? NotesText.Gone : null));
            (KnownTags, _reader) = (answer.Value?.Tags ?? KnownTags, answer.Value?.Reader ?? _reader);
        }
    }

    private Task ChangeAsync(Said hoped, Func<Guid, IRequest<Annotated>> change, CancellationToken ct)
    {
        (Said, Problem) = (hoped, null);
        _waiting++;
        return _last = SendAsync(_last, _confirmed!.Id, change, ct);
    }

    private async Task SendAsync(Task before, Guid id, Func<Guid, IRequest<Annotated>> change, CancellationToken ct)
    {
        await before;
        var answer = await Loadable.FromAsync(() => messages.SendAsync(callers, change(id), ct), ct);
        _waiting--;
        if (_confirmed!.Id != id)
        {
            return;
        }

        _confirmed = answer.Value?.Row ?? _confirmed;
        var failed = answer.Value?.Row is null;
        Problem = failed ? answer.Problem ?? answer.Value?.Refusal ?? NotesText.Gone : Problem;
        if (failed || _waiting == 0)
        {
            Said = Said.Of(_confirmed);
        }
    }

    private sealed record Told(IReadOnlyList<ExchangeNote>? Comments, IReadOnlyList<string> Tags, Caller Reader);
}
