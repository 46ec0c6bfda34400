namespace Observability.Dashboard.Connect;

/// <summary>Azure OpenAI, classic (deployments in the path) and v1, as a connection of Open WebUI and from Python.</summary>
internal static class AzureGuide
{
    public static IReadOnlyList<GuideStep> For(ConnectTarget target, Way way)
    {
        var url = way is Way.V1 ? $"{target.Root}/openai/v1" : target.Root;
        return
        [
            new(GuideText.AzureUpstreamTitle, [GuideText.AzureUpstreamWhy], [new(GuideText.IngestEnvironment, "UPSTREAM_AZURE_URL=https://RESOURCE.openai.azure.com\nUPSTREAM_AZURE_FORMAT=azure")]),
            new(
                GuideText.AzureConnectionTitle,
                way is Way.V1 ? [GuideText.AzureProvider, GuideText.AzureV1Models] : [GuideText.AzureProvider, GuideText.AzureDeployments],
                way is Way.V1
                    ? [new(OpenWebUIGuide.OpenAIUrl, url)]
                    : [new(OpenWebUIGuide.OpenAIUrl, url), new(GuideText.AzureVersion, "2024-10-21")]),
            OpenWebUIGuide.Headers(Way.Docker, running: false),
            new(GuideText.AzureSdkTitle, [GuideText.AzureSdkWhy], [new("openai", way is Way.V1 ? V1(url) : Classic(url))]),
        ];
    }

    private static string Classic(string url) =>
        $$"""
        import os
        from openai import AzureOpenAI

        client = AzureOpenAI(
            azure_endpoint="{{url}}",
            api_version="2024-10-21",
            api_key=os.environ["AZURE_OPENAI_API_KEY"],
        )
        answer = client.chat.completions.create(
            model="YOUR_DEPLOYMENT",
            messages=[{"role": "user", "content": "Say hello."}],
        )
        print(answer.choices[0].message.content)
        """;

    private static string V1(string url) =>
        $$"""
        import os
        from openai import OpenAI

        client = OpenAI(base_url="{{url}}", api_key=os.environ["AZURE_OPENAI_API_KEY"])
        answer = client.chat.completions.create(
            model="YOUR_DEPLOYMENT",
            messages=[{"role": "user", "content": "Say hello."}],
        )
        print(answer.choices[0].message.content)
        """;
}
