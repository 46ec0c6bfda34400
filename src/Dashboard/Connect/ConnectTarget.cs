namespace Observability.Dashboard.Connect;

/// <summary>Where a producer shall send, and with which key: everything that the guides write into their lines.</summary>
/// <param name="Ingest">Address of the ingest as the producer reaches it, without a slash at its end.</param>
/// <param name="Key">A write key; <see cref="KeyPlace"/> when its text is not known.</param>
/// <param name="Upstream">Name of the upstream.</param>
/// <param name="IsDefault">Whether it is the project's default upstream, which <c>/v1/{key}</c> leads to.</param>
/// <param name="Family">The family of formats it speaks.</param>
/// <param name="HasPath">Whether its base URL has a path of its own, such as <c>/v1</c>.</param>
/// <param name="HasCredential">Whether the provider's key is stored with it, so that clients need none.</param>
public sealed record ConnectTarget(string Ingest, string Key, string Upstream, bool IsDefault, string Family, bool HasPath, bool HasCredential)
{
    /// <summary>Stands where a key belongs whose text nobody has: only its digest is stored. Safe in a shell.</summary>
    public const string KeyPlace = "YOUR_WRITE_KEY";

    /// <summary>How a container reaches the machine it runs on.</summary>
    public const string DockerHost = "host.docker.internal";

    /// <summary>Upstream and key, and nothing after them: what the provider's own paths are added to.</summary>
    public string Root => $"{Ingest}/{Upstream}/{Key}";

    /// <summary>The base URL of a client that speaks OpenAI: <c>/chat/completions</c> and <c>/models</c> are added to it.</summary>
    public string OpenAIBase => OpenAIWith("/" + Key);

    /// <summary>The same for a client that sends our key in a header.</summary>
    public string OpenAIBaseWithoutKey => OpenAIWith("");

    /// <summary>Whether <paramref name="way"/> runs in a container, where a loopback address means the container itself.</summary>
    public bool IsOutOfReachOf(Way way) => IsLoopback && way is Way.Docker or Way.Compose or Way.Kubernetes;

    /// <summary>The target as seen from where <paramref name="way"/> runs: a container of this machine reaches it by Docker's name for it.</summary>
    public ConnectTarget SeenFrom(Way way) =>
        IsLoopback && way is Way.Docker or Way.Compose ? this with { Ingest = new UriBuilder(Ingest) { Host = DockerHost }.Uri.GetLeftPart(UriPartial.Authority) } : this;

    // Where an upstream's base URL has no path, its OpenAI dialect is under /v1; Gemini's and Open WebUI's are elsewhere.
    private string OpenAIWith(string key) => this switch
    {
        { IsDefault: true } => $"{Ingest}/v1{key}",
        { Family: "gemini" } => $"{Ingest}/{Upstream}{key}/v1beta/openai",
        { Family: "openwebui" } => $"{Ingest}/{Upstream}{key}/api",
        { HasPath: false } => $"{Ingest}/{Upstream}{key}/v1",
        _ => $"{Ingest}/{Upstream}{key}",
    };

    private bool IsLoopback => Uri.TryCreate(Ingest, UriKind.Absolute, out var uri) && uri.IsLoopback;
}
