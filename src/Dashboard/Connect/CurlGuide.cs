namespace Observability.Dashboard.Connect;

/// <summary>A request from a shell: the shortest way to see something.</summary>
internal static class CurlGuide
{
    public static IReadOnlyList<GuideStep> For(ConnectTarget target) =>
    [
        new(GuideText.CurlTitle, [GuideText.CurlWhy], [new(GuideText.WhereShell, Chat(target, target.OpenAIBase, null))]),
        new(GuideText.KeyElsewhereTitle, [GuideText.KeyElsewhereWhy], [new(GuideText.WhereShell, Chat(target, target.OpenAIBaseWithoutKey, target.Key))]),
        new(GuideText.LabelsTitle, [GuideText.LabelsWhy], []),
    ];

    private static string Chat(ConnectTarget target, string url, string? key) => string.Join(" \\\n  ",
    [
        $"curl '{url}/chat/completions'",
        .. key is null ? Array.Empty<string>() : [$"-H 'X-Observability-Key: {key}'"],
        .. target.HasCredential ? Array.Empty<string>() : ["-H \"Authorization: Bearer $OPENAI_API_KEY\""],
        "-H 'Content-Type: application/json'",
        "-H 'X-Observability-User-Id: anna'",
        "-H 'X-Observability-Session-Id: chat-1'",
        $$"""-d '{"model":"{{SdkGuide.ModelOf(target)}}","stream":true,"messages":[{"role":"user","content":"Say hello."}]}'""",
    ]);
}
