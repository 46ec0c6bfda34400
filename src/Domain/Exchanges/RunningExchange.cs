namespace Observability.Domain.Exchanges;

/// <summary>A request in flight: what is known of it before its answer is over. Gone when its <see cref="Exchange"/> is stored.</summary>
/// <remarks>Best effort: an ingest tells the database of so many, when they have run for a moment, and only while it is not behind.</remarks>
public sealed class RunningExchange
{
    /// <summary>The ingest through which it runs.</summary>
    public Guid InstanceId { get; set; }

    /// <summary>The id its exchange will have.</summary>
    public Guid Id { get; set; }

    /// <summary>Arrival of the request, UTC.</summary>
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>The project.</summary>
    public Guid ProjectId { get; set; }

    /// <summary>The key used.</summary>
    public Guid KeyId { get; set; }

    /// <summary>Name of the upstream.</summary>
    public string Upstream { get; set; } = "";

    /// <summary>Name of the format that read the request, or <c>opaque</c>.</summary>
    public string Format { get; set; } = "";

    /// <summary>HTTP method.</summary>
    public string Method { get; set; } = "";

    /// <summary>Path and query as sent upstream, credentials replaced.</summary>
    public string Path { get; set; } = "";

    /// <summary>Kind of call, as in <see cref="Exchange.Endpoint"/>.</summary>
    public string Endpoint { get; set; } = "";

    /// <summary>Model asked for; null when none was named.</summary>
    public string? ModelRequested { get; set; }

    /// <summary>The end user's id; null when nobody was named.</summary>
    public string? User { get; set; }

    /// <summary>The end user's name.</summary>
    public string? UserName { get; set; }

    /// <summary>The end user's e-mail address.</summary>
    public string? UserEmail { get; set; }

    /// <summary>Session or chat id.</summary>
    public string? Session { get; set; }

    /// <summary>Background task it serves; null for an ordinary call.</summary>
    public string? Task { get; set; }

    /// <summary>Whether a streamed answer was asked for.</summary>
    public bool Stream { get; set; }

    /// <summary>Free properties, a JSON object of strings.</summary>
    public string Properties { get; set; } = "{}";

    /// <summary>The producer's program: the start of its User-Agent.</summary>
    public string? Client { get; set; }

    /// <summary>Length of the whole request body on the wire.</summary>
    public long RequestBytes { get; set; }

    /// <summary>Start of the last user message, one line, at most 200 characters.</summary>
    public string? RequestPreview { get; set; }

    /// <summary>The exchange it replays; null = none.</summary>
    public Guid? ReplayOf { get; set; }

    /// <summary>What the row of a request without an answer says.</summary>
    /// <param name="row">From <see cref="ExchangeReader.ReadRequest"/>.</param>
    /// <param name="instance">The ingest through which it runs.</param>
    public static RunningExchange Of(Exchange row, Guid instance) => new()
    {
        InstanceId = instance,
        Id = row.Id,
        StartedAt = row.StartedAt,
        ProjectId = row.ProjectId,
        KeyId = row.KeyId,
        Upstream = row.Upstream,
        Format = row.Format,
        Method = row.Method,
        Path = row.Path,
        Endpoint = row.Endpoint,
        ModelRequested = row.ModelRequested,
        User = row.User,
        UserName = row.UserName,
        UserEmail = row.UserEmail,
        Session = row.Session,
        Task = row.Task,
        Stream = row.Stream,
        Properties = row.Properties,
        Client = row.Client,
        RequestBytes = row.RequestBytes,
        RequestPreview = row.RequestPreview,
        ReplayOf = row.ReplayOf,
    };

    /// <summary>The same as a row, to ask a filter of. What an answer would have told is not in it, whatever its columns say.</summary>
    public Exchange ToRow() => new()
    {
        Id = Id,
        StartedAt = StartedAt,
        ProjectId = ProjectId,
        KeyId = KeyId,
        Upstream = Upstream,
        Format = Format,
        Method = Method,
        Path = Path,
        Endpoint = Endpoint,
        ModelRequested = ModelRequested,
        User = User,
        UserName = UserName,
        UserEmail = UserEmail,
        Session = Session,
        Task = Task,
        Stream = Stream,
        Properties = Properties,
        Client = Client,
        RequestBytes = RequestBytes,
        RequestPreview = RequestPreview,
        ReplayOf = ReplayOf,
    };

    /// <summary>The same for somebody who may not see what was asked.</summary>
    public RunningExchange WithoutTexts()
    {
        var copy = (RunningExchange)MemberwiseClone();
        copy.RequestPreview = null;
        return copy;
    }
}
