using Observability.Domain;
using Observability.Testing.FakeProvider;

namespace Observability.Demo;

/// <summary>What the demo is told by its environment.</summary>
/// <remarks>
/// <list type="table">
/// <item><term><c>DEMO_PORT</c></term><description>loopback port of the fake provider; 8790 unless told</description></item>
/// <item><term><c>DEMO_INGEST_URL</c></term><description>the proxy; <c>http://127.0.0.1:8787</c> unless told</description></item>
/// <item><term><c>DEMO_WRITE_KEY</c></term><description>a write key of the proxy; must be set (also as <c>DEMO_WRITE_KEY_FILE</c>)</description></item>
/// </list>
/// The ingest must be started with these, where PORT is <c>DEMO_PORT</c>:
/// <code>
/// UPSTREAM_DEMO_URL=http://127.0.0.1:PORT/v1
/// UPSTREAM_DEMO_FORMAT=openai
/// UPSTREAM_DEMO_ALLOW_PRIVATE=true
/// UPSTREAM_DEMO_OLLAMA_URL=http://127.0.0.1:PORT
/// UPSTREAM_DEMO_OLLAMA_FORMAT=ollama
/// UPSTREAM_DEMO_OLLAMA_ALLOW_PRIVATE=true
/// UPSTREAM_DEMO_OPENWEBUI_URL=http://127.0.0.1:PORT
/// UPSTREAM_DEMO_OPENWEBUI_FORMAT=openwebui
/// UPSTREAM_DEMO_OPENWEBUI_ALLOW_PRIVATE=true
/// </code>
/// Upstreams of their own, so that <c>openai</c> and <c>ollama</c> stay what they are: a newcomer's first real call goes to the real provider.
/// </remarks>
/// <param name="Port">Loopback port of the fake provider.</param>
/// <param name="IngestUrl">The proxy.</param>
/// <param name="WriteKey">A write key of the proxy.</param>
public sealed record DemoOptions(int Port, Uri IngestUrl, Sensitive<string> WriteKey)
{
    /// <summary>Reads the environment.</summary>
    /// <exception cref="SettingException">Something is missing or wrong; the text says what.</exception>
    public static DemoOptions From(Settings settings)
    {
        var url = settings.Read("DEMO_INGEST_URL") ?? "http://127.0.0.1:8787";
        if (!Uri.TryCreate(url, UriKind.Absolute, out var ingest) || ingest.Scheme is not ("http" or "https"))
        {
            throw new SettingException($"DEMO_INGEST_URL is '{url}'; it must be an http or https URL.");
        }

        var key = settings.Read("DEMO_WRITE_KEY")
            ?? throw new SettingException("DEMO_WRITE_KEY is not set: give a write key of the proxy, or start everything with ./run --demo.");
        return new(settings.Port("DEMO_PORT", 8790), ingest, new(key));
    }

    /// <summary>A provider at human speed with a bad moment now and then.</summary>
    public FakeProviderOptions Provider() => new()
    {
        Port = Port,
        TokensPerSecond = 45,
        TimeToFirstToken = TimeSpan.FromMilliseconds(450),
        Plan = new ModelServer(TimeProvider.System).For,
        Clock = TimeProvider.System,
        OpenAiModels = [.. Cast.OpenAiModels, Cast.OpenAiEmbeddingModel],
        OllamaModels = [.. Cast.OllamaModels, Cast.OllamaEmbeddingModel],
    };
}
