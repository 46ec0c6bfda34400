namespace Observability.Dashboard.Replays;

/// <summary>A call on its way: the head of its answer is here, the body arrives. Disposing it breaks off what is still arriving.</summary>
/// <param name="id">Id of its exchange.</param>
/// <param name="answer">The answer.</param>
/// <param name="body">Its body, as it arrives.</param>
public sealed class SentCall(Guid id, HttpResponseMessage answer, Stream body) : IAsyncDisposable
{
    /// <summary>Id of its exchange.</summary>
    public Guid Id => id;

    /// <summary>Status of the answer: the upstream's, or ingest's where it refused the call itself.</summary>
    public int Status => (int)answer.StatusCode;

    /// <summary>Whether ingest says that a call of this id was sent before; this time no upstream was asked.</summary>
    public bool WasSentBefore => Status == StatusCodes.Status409Conflict && answer.Headers.NonValidated.Contains(IngestSender.SentBefore);

    /// <summary>The word of the error where ingest answers itself, such as <c>upstream_unreachable</c>; null = the upstream answers.</summary>
    public string? OwnError => answer.Headers.NonValidated.TryGetValues(IngestSender.OwnError, out var codes) ? codes.ToString() : null;

    /// <summary>Whether ingest keeps the call as an exchange of this id.</summary>
    public bool IsCaptured => answer.Headers.NonValidated.Contains(IngestSender.CapturedId);

    /// <summary>Headers of the answer, as they came.</summary>
    public IEnumerable<KeyValuePair<string, string>> Headers =>
        answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated).SelectMany(h => h.Value, (h, value) => KeyValuePair.Create(h.Key, value));

    /// <summary>The body's bytes, content coding and all, as they arrive.</summary>
    public Stream Body => body;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await body.DisposeAsync();
        answer.Dispose();
    }
}
