namespace Observability.Dashboard.Connect;

/// <summary>Programs that call Open WebUI's own API: the proxy stands between them and Open WebUI.</summary>
internal static class OpenWebUIApiGuide
{
    public static IReadOnlyList<GuideStep> For(ConnectTarget target, Way way) =>
    [
        new(GuideText.ApiUpstreamTitle, [GuideText.ApiUpstreamWhy], [new(GuideText.IngestEnvironment, "UPSTREAM_OPENWEBUI_URL=http://HOST:3000")]),
        new(
            GuideText.ApiCallTitle, [GuideText.ApiCallWhy],
            way is Way.Python
                ? [new("openai", Python(target))]
                : [new(GuideText.WhereShell, Curl(target)), new(GuideText.ApiFiles, Upload(target))]),
        new(GuideText.MindTitle, [GuideText.ApiSlash, GuideText.ApiHtml, GuideText.ApiTwice], []),
    ];

    private static string Curl(ConnectTarget target) => string.Join(" \\\n  ",
    [
        $"curl '{target.Root}/api/chat/completions'",
        "-H \"Authorization: Bearer $OPEN_WEBUI_API_KEY\"",
        "-H 'Content-Type: application/json'",
        """-d '{"model":"llama3.2:latest","stream":true,"messages":[{"role":"user","content":"Say hello."}]}'""",
    ]);

    private static string Upload(ConnectTarget target) =>
        $"curl '{target.Root}/api/v1/files/' \\\n  -H \"Authorization: Bearer $OPEN_WEBUI_API_KEY\" \\\n  -F 'file=@notes.pdf'";

    private static string Python(ConnectTarget target) =>
        $$"""
        import os
        from openai import OpenAI

        client = OpenAI(base_url="{{target.Root}}/api", api_key=os.environ["OPEN_WEBUI_API_KEY"])
        answer = client.chat.completions.create(
            model="llama3.2:latest",
            messages=[{"role": "user", "content": "Say hello."}],
        )
        print(answer.choices[0].message.content)
        """;
}
