using Observability.Domain.Keys;

namespace Observability.Dashboard.Connect;

/// <summary>What the Connect page says about what can be chosen and about its lights.</summary>
internal static class ConnectWords
{
    public static string Title(Producer producer) => producer switch
    {
        Producer.OpenWebUI => "Open WebUI",
        Producer.OpenAISdk => "OpenAI SDK",
        Producer.Ollama => "Ollama",
        Producer.Azure => "Azure OpenAI",
        Producer.OpenWebUIApi => ConnectText.OpenWebUIApi,
        Producer.LangChain => "LangChain",
        Producer.Curl => "curl",
    };

    public static string Title(Way way) => way switch
    {
        Way.Docker => "Docker",
        Way.Compose => "Compose",
        Way.Kubernetes => "Kubernetes",
        Way.Pip => "pip",
        Way.Python => "Python",
        Way.JavaScript => "JavaScript",
        Way.CSharp => "C#",
        Way.BehindOpenWebUI => ConnectText.BehindOpenWebUI,
        Way.CommandLine => ConnectText.CommandLine,
        Way.Classic => ConnectText.Classic,
        Way.V1 => "v1",
    };

    /// <summary>What a key for it is made for: only Open WebUI needs streams ended cleanly that broke off.</summary>
    public static KeyClient ClientOf(ConnectUrl choice) =>
        choice.Producer is Producer.OpenWebUI || choice.Way is Way.BehindOpenWebUI ? KeyClient.OpenWebUI : KeyClient.Any;

    /// <summary>The lights that matter for it; a program without Open WebUI sends users and sessions at most.</summary>
    public static IReadOnlyList<LightKind> LightsOf(ConnectUrl choice) =>
        choice.ConcernsOpenWebUI ? Enum.GetValues<LightKind>() : [LightKind.Request, LightKind.User, LightKind.Chat];

    public static string Title(LightKind kind) => kind switch
    {
        LightKind.Request => ConnectText.LightRequest,
        LightKind.User => ConnectText.LightUser,
        LightKind.Chat => ConnectText.LightChat,
        LightKind.Task => ConnectText.LightTask,
        LightKind.Message => ConnectText.LightMessage,
        LightKind.Groups => ConnectText.LightGroups,
        LightKind.Token => ConnectText.LightToken,
    };

    /// <summary>How a light looks.</summary>
    public static string Tone(LightState state) => state switch
    {
        LightState.Lit => "ok",
        LightState.Doubtful => "warn",
        LightState.Refused => "error",
        LightState.Waiting => "off",
    };

    /// <summary>Why a light is not green, and what to do; null when it is.</summary>
    /// <param name="light">The light.</param>
    /// <param name="byOpenWebUI">Whether the producer is Open WebUI.</param>
    public static string? Why(Light light, bool byOpenWebUI) => light.State switch
    {
        LightState.Lit => null,
        LightState.Waiting => byOpenWebUI ? Missing(light.Kind) : MissingFromProgram(light.Kind),
        LightState.Refused => light.Kind is LightKind.Token ? ConnectText.TokenRefused : ConnectText.RequestRefused,
        LightState.Doubtful => light.Kind switch
        {
            LightKind.Request => ConnectText.RequestFailed,
            LightKind.User => ConnectText.UserFromBody,
            LightKind.Task => ConnectText.TaskFromText,
            _ => ConnectText.TokenUnverified,
        },
    };

    private static string Missing(LightKind kind) => kind switch
    {
        LightKind.Request => ConnectText.NoRequest,
        LightKind.User => ConnectText.NoUser,
        LightKind.Chat => ConnectText.NoChat,
        LightKind.Task => ConnectText.NoTask,
        LightKind.Message => ConnectText.NoMessage,
        LightKind.Groups => ConnectText.NoGroups,
        LightKind.Token => ConnectText.NoToken,
    };

    private static string MissingFromProgram(LightKind kind) => kind switch
    {
        LightKind.Request => ConnectText.NoRequest,
        LightKind.User => ConnectText.NoUserOfProgram,
        _ => ConnectText.NoSessionOfProgram,
    };
}
