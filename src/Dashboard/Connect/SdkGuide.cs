namespace Observability.Dashboard.Connect;

/// <summary>Programs with OpenAI's SDKs or LangChain.</summary>
internal static class SdkGuide
{
    public static IReadOnlyList<GuideStep> OpenAI(ConnectTarget target, Way way) => way switch
    {
        Way.JavaScript => Steps("npm install openai", "openai", JavaScript(target)),
        Way.CSharp => Steps("dotnet add package OpenAI", "OpenAI", CSharp(target)),
        _ => Steps("pip install openai", "openai", Python(target)),
    };

    public static IReadOnlyList<GuideStep> LangChain(ConnectTarget target, Way way) => way is Way.JavaScript
        ? Steps("npm install @langchain/openai", "@langchain/openai", LangChainJavaScript(target))
        : Steps("pip install langchain-openai", "langchain_openai", LangChainPython(target));

    private static IReadOnlyList<GuideStep> Steps(string install, string library, string code) =>
    [
        new(GuideText.SdkTitle, [GuideText.SdkWhy], [new(GuideText.WhereShell, install), new(library, code)]),
        new(GuideText.LabelsTitle, [GuideText.LabelsWhy], []),
    ];

    // The provider's key comes from the environment; where the upstream holds it, our own key takes its place and is not passed on.
    private static string PythonKey(ConnectTarget target) => target.HasCredential ? $"\"{target.Key}\"" : "os.environ[\"OPENAI_API_KEY\"]";

    private static string JavaScriptKey(ConnectTarget target) => target.HasCredential ? $"\"{target.Key}\"" : "process.env.OPENAI_API_KEY";

    private static string Python(ConnectTarget target) =>
        $$"""
        import os
        from openai import OpenAI

        client = OpenAI(
            base_url="{{target.OpenAIBase}}",
            api_key={{PythonKey(target)}},
            default_headers={"X-Observability-User-Id": "anna", "X-Observability-Session-Id": "chat-1"},
        )
        answer = client.chat.completions.create(
            model="{{ModelOf(target)}}",
            messages=[{"role": "user", "content": "Say hello."}],
        )
        print(answer.choices[0].message.content)
        """;

    private static string JavaScript(ConnectTarget target) =>
        $$"""
        import OpenAI from "openai";

        const client = new OpenAI({
          baseURL: "{{target.OpenAIBase}}",
          apiKey: {{JavaScriptKey(target)}},
          defaultHeaders: { "X-Observability-User-Id": "anna", "X-Observability-Session-Id": "chat-1" },
        });
        const answer = await client.chat.completions.create({
          model: "{{ModelOf(target)}}",
          messages: [{ role: "user", content: "Say hello." }],
        });
        console.log(answer.choices[0].message.content);
        """;

    private static string CSharp(ConnectTarget target) =>
        $$"""
        using System.ClientModel;
        using OpenAI;
        using OpenAI.Chat;

        var client = new ChatClient(
            "{{ModelOf(target)}}",
            new ApiKeyCredential({{(target.HasCredential ? $"\"{target.Key}\"" : "Environment.GetEnvironmentVariable(\"OPENAI_API_KEY\")!")}}),
            new OpenAIClientOptions { Endpoint = new Uri("{{target.OpenAIBase}}") });
        ChatCompletion answer = await client.CompleteChatAsync("Say hello.");
        Console.WriteLine(answer.Content[0].Text);
        """;

    private static string LangChainPython(ConnectTarget target) =>
        $$"""
        import os
        from langchain_openai import ChatOpenAI

        llm = ChatOpenAI(
            model="{{ModelOf(target)}}",
            base_url="{{target.OpenAIBase}}",
            api_key={{PythonKey(target)}},
            default_headers={"X-Observability-User-Id": "anna", "X-Observability-Session-Id": "chat-1"},
        )
        print(llm.invoke("Say hello.").content)
        """;

    private static string LangChainJavaScript(ConnectTarget target) =>
        $$"""
        import { ChatOpenAI } from "@langchain/openai";

        const llm = new ChatOpenAI({
          model: "{{ModelOf(target)}}",
          apiKey: {{JavaScriptKey(target)}},
          configuration: {
            baseURL: "{{target.OpenAIBase}}",
            defaultHeaders: { "X-Observability-User-Id": "anna", "X-Observability-Session-Id": "chat-1" },
          },
        });
        console.log((await llm.invoke("Say hello.")).content);
        """;

    /// <summary>A model that such an upstream is likely to serve.</summary>
    public static string ModelOf(ConnectTarget target) => target.Family switch
    {
        "ollama" => "llama3.2",
        "anthropic" => "claude-sonnet-4-5",
        "gemini" => "gemini-2.5-flash",
        _ when target.Upstream == "openrouter" => "openai/gpt-4o-mini",
        _ => "gpt-4o-mini",
    };
}
