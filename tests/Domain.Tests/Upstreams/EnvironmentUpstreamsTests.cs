using Observability.Domain.Upstreams;

namespace Observability.Domain.Tests.Upstreams;

public sealed class EnvironmentUpstreamsTests
{
    [Fact]
    public void Nothing_set_is_no_upstream() => Assert.Empty(Read(("PATH", "/bin"), ("UPSTREAM_X_URL", "")));

    [Fact]
    public void A_new_upstream_needs_only_its_url() =>
        Assert.Equal(
            [new EnvironmentUpstream("my_llm", new("https://llm.example.com/v1"), "openai", AllowPrivate: false, Credential: null)],
            Read(("UPSTREAM_MY_LLM_URL", "https://llm.example.com/v1/")));

    [Fact]
    public void Every_part_can_be_set() =>
        Assert.Equal(
            [new EnvironmentUpstream("gpu", new("http://gpu.lan:11434/"), "ollama", AllowPrivate: true, new("sk-1"))],
            Read(
                ("UPSTREAM_GPU_URL", "http://gpu.lan:11434"), ("UPSTREAM_GPU_FORMAT", "ollama"),
                ("UPSTREAM_GPU_CREDENTIAL", "sk-1"), ("UPSTREAM_GPU_ALLOW_PRIVATE", "true")));

    [Fact]
    public void A_builtin_upstream_keeps_what_is_not_set() =>
        Assert.Equal(
            [
                new EnvironmentUpstream("anthropic", new("https://api.anthropic.com/"), "anthropic", AllowPrivate: false, new("sk-ant")),
                new EnvironmentUpstream("ollama", new("http://ollama:11434/"), "ollama", AllowPrivate: true, Credential: null),
            ],
            Read(("UPSTREAM_OLLAMA_URL", "http://ollama:11434"), ("UPSTREAM_ANTHROPIC_CREDENTIAL", "sk-ant")));

    [Fact]
    public void A_secret_may_stand_in_a_file()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "sk-from-file\n");
        Assert.Equal("sk-from-file", Assert.Single(Read(("UPSTREAM_OPENAI_CREDENTIAL_FILE", file))).Credential!.Value.Value);
        File.Delete(file);
    }

    [Theory]
    [InlineData("http://localhost:8000/v1", null, true)]
    [InlineData("http://127.0.0.1:8000", null, true)]
    [InlineData("http://[::1]:8000", null, true)]
    [InlineData("http://192.168.1.7:8000", null, true)]
    [InlineData("http://[fd12::7]:8000", null, true)]
    [InlineData("http://169.254.169.254", null, false)]
    [InlineData("http://localhost:8000/v1", "false", false)]
    [InlineData("http://192.168.1.7:8000", "0", false)]
    [InlineData("http://gpu.lan:8000", null, false)]
    [InlineData("http://localhost.example.com", null, false)]
    [InlineData("http://8.8.8.8", null, false)]
    [InlineData("http://gpu.lan:8000", "1", true)]
    public void A_private_address_that_was_typed_was_meant(string url, string? allowPrivate, bool allowed) =>
        Assert.Equal(allowed, Assert.Single(Read(("UPSTREAM_X_URL", url), ("UPSTREAM_X_ALLOW_PRIVATE", allowPrivate ?? ""))).AllowPrivate);

    [Theory]
    [InlineData("UPSTREAM_V1_URL", "https://x.example.com", "UPSTREAM_V1_URL")]
    [InlineData("UPSTREAM_METRICS_URL", "https://x.example.com", "UPSTREAM_METRICS_URL")]
    [InlineData("UPSTREAM_9_URL", "https://x.example.com", "UPSTREAM_9_URL")]
    [InlineData("UPSTREAM__URL", "https://x.example.com", "UPSTREAM__URL")]
    [InlineData("UPSTREAM_URL", "https://x.example.com", "UPSTREAM_URL")]
    [InlineData("UPSTREAM_Gpu_URL", "https://x.example.com", "UPSTREAM_Gpu_URL")]
    [InlineData("UPSTREAM_GPU_URI", "https://x.example.com", "UPSTREAM_GPU_URI")]
    [InlineData("UPSTREAM_GPU_URL", "ftp://x.example.com", "UPSTREAM_GPU_URL")]
    [InlineData("UPSTREAM_GPU_URL", "https://a:b@x.example.com", "UPSTREAM_GPU_URL")]
    [InlineData("UPSTREAM_GPU_FORMAT", "openai", "UPSTREAM_GPU_URL")]
    [InlineData("UPSTREAM_AZURE_CREDENTIAL", "k", "UPSTREAM_AZURE_URL")]
    [InlineData("UPSTREAM_OPENAI_ALLOW_PRIVATE", "yes", "UPSTREAM_OPENAI_ALLOW_PRIVATE")]
    [InlineData("UPSTREAM_OPENAI_CREDENTIAL", "a\r\nX-Evil: 1", "UPSTREAM_OPENAI_CREDENTIAL")]
    [InlineData("UPSTREAM_OPENAI_CREDENTIAL_FILE", "/nowhere/at/all", "UPSTREAM_OPENAI_CREDENTIAL_FILE")]
    public void A_wrong_variable_stops_the_start_with_its_name(string variable, string value, string named)
    {
        var refusal = Assert.Throws<SettingException>(() => Read((variable, value)));
        Assert.StartsWith(named, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_credential_is_never_repeated() =>
        Assert.DoesNotContain(
            "sk-secret",
            Assert.Throws<SettingException>(() => Read(("UPSTREAM_OPENAI_CREDENTIAL", "sk-secret sk-other"))).Message,
            StringComparison.Ordinal);

    private static IReadOnlyList<EnvironmentUpstream> Read(params (string Name, string Value)[] variables) =>
        EnvironmentUpstreams.Read(Settings.From(variables.ToDictionary(v => v.Name, v => v.Value)));
}
