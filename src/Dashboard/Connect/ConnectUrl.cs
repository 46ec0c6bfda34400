using Microsoft.AspNetCore.WebUtilities;
using Observability.Domain;

namespace Observability.Dashboard.Connect;

/// <summary>What somebody has that shall send through the proxy.</summary>
public enum Producer
{
    /// <summary>Open WebUI and its connections.</summary>
    OpenWebUI,

    /// <summary>A program with one of OpenAI's SDKs.</summary>
    OpenAISdk,

    /// <summary>Models served by Ollama.</summary>
    Ollama,

    /// <summary>Azure OpenAI, by its old or its new address form.</summary>
    Azure,

    /// <summary>Programs that call Open WebUI's own API.</summary>
    OpenWebUIApi,

    /// <summary>A program with LangChain.</summary>
    LangChain,

    /// <summary>A shell.</summary>
    Curl,
}

/// <summary>The form of it: how it runs, or in which language.</summary>
public enum Way
{
    /// <summary><c>docker run</c>.</summary>
    Docker,

    /// <summary>A compose file.</summary>
    Compose,

    /// <summary>A Kubernetes manifest.</summary>
    Kubernetes,

    /// <summary>A Python package, started in a shell.</summary>
    Pip,

    /// <summary>Python.</summary>
    Python,

    /// <summary>JavaScript or TypeScript.</summary>
    JavaScript,

    /// <summary>C#.</summary>
    CSharp,

    /// <summary>As a connection of Open WebUI.</summary>
    BehindOpenWebUI,

    /// <summary>A command line.</summary>
    CommandLine,

    /// <summary>Azure's deployments, with an <c>api-version</c>.</summary>
    Classic,

    /// <summary>Azure's <c>/openai/v1</c>.</summary>
    V1,
}

/// <summary>The whole state of the Connect page, which is its URL.</summary>
/// <param name="Producer">What the reader has.</param>
/// <param name="Way">In which form; always one of <see cref="WaysOf"/>.</param>
/// <param name="Running">Whether Open WebUI has been started before, so that its database holds its connections.</param>
/// <param name="Upstream">Where it shall go; null = the one that suits best.</param>
/// <param name="Key">The key whose requests are waited for; null = none is chosen.</param>
public sealed record ConnectUrl(Producer Producer, Way Way, bool Running, string? Upstream, Guid? Key)
{
    /// <summary>The page as it opens.</summary>
    public static ConnectUrl Home { get; } = new(Producer.OpenWebUI, Way.Docker, false, null, null);

    /// <summary>Whether it is about Open WebUI's connections, which may be new or there already.</summary>
    public bool ConcernsOpenWebUI => Producer is Producer.OpenWebUI || Way is Way.BehindOpenWebUI or Way.Classic or Way.V1;

    /// <summary>The forms a producer comes in; the first is chosen where none is said.</summary>
    public static IReadOnlyList<Way> WaysOf(Producer producer) => producer switch
    {
        Producer.OpenWebUI => [Way.Docker, Way.Compose, Way.Kubernetes, Way.Pip],
        Producer.OpenAISdk => [Way.Python, Way.JavaScript, Way.CSharp],
        Producer.Ollama => [Way.BehindOpenWebUI, Way.CommandLine, Way.Python],
        Producer.Azure => [Way.Classic, Way.V1],
        Producer.OpenWebUIApi => [Way.CommandLine, Way.Python],
        Producer.LangChain => [Way.Python, Way.JavaScript],
        Producer.Curl => [Way.CommandLine],
    };

    /// <summary>Reads the query of an address; what cannot be read is as on the page when it opens.</summary>
    public static ConnectUrl Parse(string query)
    {
        var values = QueryHelpers.ParseQuery(query);
        var producer = EnumNames.Parse<Producer>(One("have") ?? "") ?? Producer.OpenWebUI;
        var way = EnumNames.Parse<Way>(One("as") ?? "") is { } said && WaysOf(producer).Contains(said) ? said : WaysOf(producer)[0];
        return new(
            producer, way, One("state") == "running", One("upstream") is { Length: > 0 } upstream ? upstream : null,
            Guid.TryParse(One("key"), out var key) ? key : null);

        string? One(string name) => values.TryGetValue(name, out var given) ? given[0] : null;
    }

    /// <summary>The same page about another producer; the upstream is chosen anew.</summary>
    public ConnectUrl With(Producer producer) => this with { Producer = producer, Way = WaysOf(producer)[0], Upstream = null };

    /// <summary>The address, path included.</summary>
    public override string ToString()
    {
        var parts = new List<string>(5) { "have=" + EnumNames.NameOf(Producer), "as=" + EnumNames.NameOf(Way) };
        if (Running)
        {
            parts.Add("state=running");
        }

        if (Upstream is { } upstream)
        {
            parts.Add("upstream=" + Uri.EscapeDataString(upstream));
        }

        if (Key is { } key)
        {
            parts.Add($"key={key}");
        }

        return "/connect?" + string.Join('&', parts);
    }
}
