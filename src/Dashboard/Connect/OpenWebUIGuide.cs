using System.Globalization;

namespace Observability.Dashboard.Connect;

/// <summary>Open WebUI's connections, of a new instance and of one that runs; OpenAI's dialect or Ollama's, as the upstream speaks.</summary>
internal static class OpenWebUIGuide
{
    // Places in Open WebUI's Admin Panel, under the names they have there.
    internal const string OpenAIUrl = "Connections → OpenAI API → URL";
    private const string OllamaUrl = "Connections → Ollama API → URL";
    private const string OtherUrls = "Documents, Audio, Images → API Base URL";

    public static IReadOnlyList<GuideStep> For(ConnectTarget target, Way way, bool running)
    {
        var ollama = target.Family == "ollama";
        return
        [
            running ? Change(target, ollama) : Start(target, way, ollama),
            Headers(way, running),
            Others(target, way, running),
            Signed(way),
            Mind(target),
        ];
    }

    /// <summary>The header step, which other guides about connections share.</summary>
    public static GuideStep Headers(Way way, bool running) => new(
        GuideText.HeadersTitle,
        running ? [GuideText.HeadersWhy, GuideText.HeadersVersions, GuideText.ForwardWhy] : [GuideText.HeadersWhy, GuideText.HeadersVersions, GuideText.HeadersFromEnvironment],
        running
            ? [new(GuideText.HeadersWhere, ConnectionHeaders.Json), new(WhereAtEveryStart(way), EnvironmentLines.More(way, [Forward]))]
            : [new(GuideText.HeadersWhere, ConnectionHeaders.Json)]);

    private static Variable Forward => new("ENABLE_FORWARD_USER_INFO_HEADERS", "true");

    private static GuideStep Start(ConnectTarget target, Way way, bool ollama)
    {
        List<Variable> variables = ollama
            ? [new("OLLAMA_BASE_URL", target.Root), new("OLLAMA_API_CONFIGS", ConnectionHeaders.Configs)]
            : [new("OPENAI_API_BASE_URL", target.OpenAIBase), .. Key(target, "OPENAI_API_KEY"), new("OPENAI_API_CONFIGS", ConnectionHeaders.Configs)];
        variables.Add(Forward);
        return new(GuideText.StartTitle, [GuideText.StartWhy], [new(Where(way), EnvironmentLines.Start(way, variables))]);
    }

    private static GuideStep Change(ConnectTarget target, bool ollama) => new(
        GuideText.ChangeTitle,
        [GuideText.ChangeWhy, GuideText.ChangeByEnvironment],
        [
            new(ollama ? OllamaUrl : OpenAIUrl, ollama ? target.Root : target.OpenAIBase),
        ]);

    private static GuideStep Others(ConnectTarget target, Way way, bool running)
    {
        List<Variable> variables = target.Family == "ollama"
            ? [new("RAG_OLLAMA_BASE_URL", target.Root)]
            : [.. Four(target)];
        return new(
            GuideText.OthersTitle,
            running ? [GuideText.OthersWhy, GuideText.OthersRunning] : [GuideText.OthersWhy],
            running
                ? [new(OtherUrls, target.Family == "ollama" ? target.Root : target.OpenAIBase)]
                : [new(GuideText.OthersWhere, EnvironmentLines.More(way, variables))]);
    }

    private static IEnumerable<Variable> Four(ConnectTarget target)
    {
        foreach (var name in (string[])["RAG", "AUDIO_TTS", "AUDIO_STT", "IMAGES", "IMAGES_EDIT"])
        {
            yield return new($"{name}_OPENAI_API_BASE_URL", target.OpenAIBase);
            foreach (var key in Key(target, $"{name}_OPENAI_API_KEY"))
            {
                yield return key;
            }
        }
    }

    private static GuideStep Signed(Way way) => new(
        GuideText.SignedTitle,
        [GuideText.SignedWhy],
        [
            new(GuideText.SignedMake, "openssl rand -hex 32"),
            new(WhereAtEveryStart(way), EnvironmentLines.More(way, [Forward, new("FORWARD_USER_INFO_HEADER_JWT_SECRET", "YOUR_SECRET")])),
            new(GuideText.SignedIngest, "OBSERVABILITY_OPENWEBUI_JWT_SECRET=YOUR_SECRET"),
        ]);

    private static GuideStep Mind(ConnectTarget target) => new(
        GuideText.MindTitle,
        [
            string.Format(CultureInfo.CurrentCulture, GuideText.MindProxy, new Uri(target.Ingest).Host),
            GuideText.MindSlash,
            GuideText.MindPlural,
            GuideText.MindModels,
        ],
        []);

    // With the provider's key stored in the upstream, clients send none.
    private static IEnumerable<Variable> Key(ConnectTarget target, string name) => target.HasCredential ? [] : [new(name, "$OPENAI_API_KEY")];

    private static string Where(Way way) => way switch
    {
        Way.Compose => "compose.yaml",
        Way.Kubernetes => GuideText.WhereKubernetes,
        _ => GuideText.WhereShell,
    };

    private static string WhereAtEveryStart(Way way) => string.Format(CultureInfo.CurrentCulture, GuideText.WhereEveryStart, Where(way));
}
