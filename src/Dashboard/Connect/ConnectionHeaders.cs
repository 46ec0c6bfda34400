namespace Observability.Dashboard.Connect;

/// <summary>The headers we ask an Open WebUI connection for. Open WebUI fills in the braces, from 0.10 on.</summary>
public static class ConnectionHeaders
{
    /// <summary>Chat, message, the user's message and the one it follows, the background task, the user and the groups.</summary>
    public const string Json =
        """{"X-OpenWebUI-Chat-Id":"{{CHAT_ID}}","X-OpenWebUI-Message-Id":"{{MESSAGE_ID}}","X-OpenWebUI-User-Message-Id":"{{USER_MESSAGE_ID}}","X-OpenWebUI-User-Message-Parent-Id":"{{USER_MESSAGE_PARENT_ID}}","X-OpenWebUI-Task":"{{TASK}}","X-OpenWebUI-User-Id":"{{USER_ID}}","X-OpenWebUI-User-Name":"{{USER_NAME}}","X-OpenWebUI-User-Email":"{{USER_EMAIL}}","X-OpenWebUI-User-Role":"{{USER_ROLE}}","X-OpenWebUI-User-Groups":"{{USER_GROUPS}}"}""";

    /// <summary>The same as the configuration of the first connection, for <c>OPENAI_API_CONFIGS</c> and <c>OLLAMA_API_CONFIGS</c>.</summary>
    public const string Configs = """{"0":{"enable":true,"headers":""" + Json + "}}";
}
