using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Observability.Dashboard.Connect;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Connect;

public sealed partial class GuideTests
{
    private const string Key = "obs_w_0123456789";

    private static readonly ConnectTarget OpenAI = new("http://proxy.example:8787", Key, "openai", IsDefault: true, "openai", HasPath: true, HasCredential: false);
    private static readonly ConnectTarget Ollama = new("http://proxy.example:8787", Key, "ollama", IsDefault: false, "ollama", HasPath: false, HasCredential: false);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<Producer, Way, bool> Everything()
    {
        var all = new TheoryData<Producer, Way, bool>();
        foreach (var producer in Enum.GetValues<Producer>())
        {
            foreach (var way in ConnectUrl.WaysOf(producer))
            {
                all.Add(producer, way, false);
                all.Add(producer, way, true);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public void Each_choice_has_steps_with_the_readers_address_and_key_in_them(Producer producer, Way way, bool running)
    {
        var target = producer switch
        {
            Producer.Ollama => Ollama,
            Producer.Azure => OpenAI with { Upstream = "azure", IsDefault = false, Family = "azure" },
            Producer.OpenWebUIApi => OpenAI with { Upstream = "openwebui", IsDefault = false, Family = "openwebui" },
            _ => OpenAI,
        };

        var texts = Texts(new(producer, way, running, null, null), target);

        Assert.Contains(texts, t => t.Contains($"{target.Ingest}/", StringComparison.Ordinal) && t.Contains(Key, StringComparison.Ordinal));
        // No base URL ends in a slash or has a query: Open WebUI adds its paths to it letter by letter.
        Assert.All(texts.SelectMany(t => Url().Matches(t)).Where(m => m.Value.EndsWith(Key, StringComparison.Ordinal) || m.Value.Contains(Key + "/openai", StringComparison.Ordinal)),
            m => Assert.False(m.Value.EndsWith('/') || m.Value.Contains('?', StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Docker_gets_each_variable_as_one_word_whatever_the_shell_does_to_it()
    {
        var command = Texts(new(Producer.OpenWebUI, Way.Docker, false, null, null), OpenAI)[0];

        var words = await WordsOfAsync("docker", command);

        Assert.Contains($"OPENAI_API_BASE_URL=http://proxy.example:8787/v1/{Key}", words);
        Assert.Contains("OPENAI_API_KEY=sk-mine", words);
        Assert.Contains("ENABLE_FORWARD_USER_INFO_HEADERS=true", words);
        Assert.Contains("OPENAI_API_CONFIGS=" + ConnectionHeaders.Configs, words);
        Assert.Equal("ghcr.io/open-webui/open-webui:main", words[^1]);
    }

    [Fact]
    public async Task Curl_gets_its_address_headers_and_body_as_they_stand()
    {
        var words = await WordsOfAsync("curl", Texts(new(Producer.Curl, Way.CommandLine, false, null, null), OpenAI)[0]);

        Assert.Equal($"http://proxy.example:8787/v1/{Key}/chat/completions", words[0]);
        Assert.Contains("Authorization: Bearer sk-mine", words);
        using var body = JsonDocument.Parse(words[^1]);
        Assert.Equal("gpt-4o-mini", body.RootElement.GetProperty("model").GetString());
    }

    [Fact]
    public void The_headers_of_a_connection_are_an_object_of_ten_templates()
    {
        using var headers = JsonDocument.Parse(ConnectionHeaders.Json);
        Assert.Equal(10, headers.RootElement.EnumerateObject().Count());
        Assert.All(headers.RootElement.EnumerateObject(), h => Assert.Matches(@"^X-OpenWebUI-[A-Za-z-]+=\{\{[A-Z_]+\}\}$", $"{h.Name}={h.Value.GetString()}"));
        using var configs = JsonDocument.Parse(ConnectionHeaders.Configs);
        Assert.Equal(ConnectionHeaders.Json, configs.RootElement.GetProperty("0").GetProperty("headers").GetRawText());
    }

    [Theory]
    [InlineData("openai", true, "openai", true, "http://p:1/v1/KEY")]
    [InlineData("openrouter", false, "openai", true, "http://p:1/openrouter/KEY")]
    [InlineData("vllm", false, "openai", false, "http://p:1/vllm/KEY/v1")]
    [InlineData("ollama", false, "ollama", false, "http://p:1/ollama/KEY/v1")]
    [InlineData("gemini", false, "gemini", false, "http://p:1/gemini/KEY/v1beta/openai")]
    [InlineData("openwebui", false, "openwebui", false, "http://p:1/openwebui/KEY/api")]
    public void The_base_url_of_an_OpenAI_client_is_where_the_upstream_has_that_dialect(string upstream, bool isDefault, string family, bool hasPath, string expected) =>
        Assert.Equal(expected, new ConnectTarget("http://p:1", "KEY", upstream, isDefault, family, hasPath, false).OpenAIBase);

    [Theory]
    [InlineData("http://127.0.0.1:8787", Way.Docker, true, "http://host.docker.internal:8787")]
    [InlineData("http://localhost:8787", Way.Compose, true, "http://host.docker.internal:8787")]
    [InlineData("http://127.0.0.1:8787", Way.Kubernetes, true, "http://127.0.0.1:8787")]
    [InlineData("http://127.0.0.1:8787", Way.Pip, false, "http://127.0.0.1:8787")]
    [InlineData("http://10.0.0.5:8787", Way.Docker, false, "http://10.0.0.5:8787")]
    [InlineData("https://llm.example", Way.Docker, false, "https://llm.example")]
    public void A_loopback_address_is_not_given_to_a_container(string ingest, Way way, bool warned, string written)
    {
        var target = OpenAI with { Ingest = ingest };
        Assert.Equal(warned, target.IsOutOfReachOf(way));
        Assert.Equal(written, target.SeenFrom(way).Ingest);
    }

    [Fact]
    public void Where_the_upstream_holds_the_providers_key_clients_are_told_none()
    {
        var stored = OpenAI with { HasCredential = true };
        Assert.DoesNotContain(Texts(new(Producer.OpenWebUI, Way.Docker, false, null, null), stored), t => t.Contains("OPENAI_API_KEY", StringComparison.Ordinal));
        Assert.DoesNotContain(Texts(new(Producer.Curl, Way.CommandLine, false, null, null), stored), t => t.Contains("Authorization", StringComparison.Ordinal));
        Assert.Contains(Texts(new(Producer.OpenAISdk, Way.Python, false, null, null), stored), t => t.Contains($"api_key=\"{Key}\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Embeddings_speech_and_images_get_the_address_too()
    {
        var more = Texts(new(Producer.OpenWebUI, Way.Pip, false, null, null), OpenAI);
        foreach (var name in new[] { "RAG", "AUDIO_TTS", "AUDIO_STT", "IMAGES", "IMAGES_EDIT" })
        {
            Assert.Contains(more, t => t.Contains($"export {name}_OPENAI_API_BASE_URL='{OpenAI.OpenAIBase}'", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_guides_for_readers_name_what_the_page_writes()
    {
        var guide = File.ReadAllText(Path.Combine(SharedCorpora.RepositoryRoot, "docs", "open-webui.md"));
        var written = ConnectUrl.WaysOf(Producer.OpenWebUI)
            .SelectMany(way => Texts(new(Producer.OpenWebUI, way, false, null, null), OpenAI).Concat(Texts(new(Producer.OpenWebUI, way, true, null, null), Ollama)))
            .SelectMany(t => VariableName().Matches(t).Select(m => m.Groups["name"].Value)).ToHashSet(StringComparer.Ordinal);

        Assert.True(written.Count > 10);
        Assert.All(written, name => Assert.Contains(name, guide, StringComparison.Ordinal));
        using var headers = JsonDocument.Parse(ConnectionHeaders.Json);
        Assert.All(headers.RootElement.EnumerateObject(), h => Assert.Contains($"\"{h.Name}\":\"{h.Value.GetString()}\"", guide.Replace("\": \"", "\":\"", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    private static List<string> Texts(ConnectUrl choice, ConnectTarget target) => [.. Guide.For(choice, target).SelectMany(s => s.Snippets).Select(s => s.Text)];

    // What a program called so gets as its arguments, after a real shell has had the text.
    private static async Task<string[]> WordsOfAsync(string program, string command)
    {
        var start = new ProcessStartInfo("bash", ["-c", $"{program}() {{ printf '%s\\0' \"$@\"; }}\n{command}"]) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["OPENAI_API_KEY"] = "sk-mine";
        using var bash = Process.Start(start)!;
        var output = await bash.StandardOutput.ReadToEndAsync(Ct);
        await bash.WaitForExitAsync(Ct);
        Assert.Equal(0, bash.ExitCode);
        return output.TrimEnd('\0').Split('\0');
    }

    [GeneratedRegex("""https?://[^\s'"]+""")]
    private static partial Regex Url();

    [GeneratedRegex(@"(?:export |-e |name: |^ +)(?<name>[A-Z][A-Z_]{5,})(?:=|:|$)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex VariableName();
}
