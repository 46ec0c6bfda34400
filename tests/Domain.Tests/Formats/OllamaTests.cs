using System.Text;
using Observability.Domain.Formats;

namespace Observability.Domain.Tests.Formats;

/// <summary>Ollama beside its answers: what it says of its own time, and the calls that manage models.</summary>
public sealed class OllamaTests
{
    private const string Last =
        """
        {"model":"llama3.2","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","total_duration":4883583458,"load_duration":1334875,"prompt_eval_count":26,"prompt_eval_duration":342546000,"eval_count":282,"eval_duration":4535599000}

        """;

    [Fact]
    public void Its_own_times_give_the_rates_that_Open_WebUI_shows()
    {
        var reading = Read("/api/chat", """{"model":"llama3.2","messages":[{"role":"user","content":"Hi"}]}""", Last);
        var (usage, times) = (reading.Usage!, reading.ProviderTimings!);
        Assert.Equal(62.17, Math.Round(usage.Output!.Value / times.Decode!.Value.TotalSeconds, 2));
        Assert.Equal(75.9, Math.Round(usage.Input!.Value / times.Prefill!.Value.TotalSeconds, 1));
        Assert.Equal(1.33, Math.Round(times.Load!.Value.TotalMilliseconds, 2));
        Assert.Equal(4.1, Math.Round(times.Queue!.Value.TotalMilliseconds, 1));
    }

    [Fact]
    public void How_long_it_waited_is_unknown_where_one_of_its_times_is()
    {
        var reading = Read("/api/chat", """{"model":"m","messages":[{"role":"user","content":"Hi"}]}""", Last.Replace("\"prompt_eval_duration\":342546000,", "", StringComparison.Ordinal));
        Assert.Null(reading.ProviderTimings!.Queue);
        Assert.NotNull(reading.ProviderTimings.Total);
    }

    [Theory]
    [InlineData("/api/generate", """{"model": "x", "keep_alive": 0, "prompt": ""}""", "unload")]
    [InlineData("/api/chat", """{"model":"x","messages":[],"keep_alive":"0s"}""", "unload")]
    [InlineData("/ollama/api/generate/0", """{"model":"x","keep_alive":0}""", "unload")]
    [InlineData("/api/generate", """{"model":"x"}""", "load")]
    [InlineData("/api/chat", """{"model":"x","keep_alive":-1}""", "load")]
    [InlineData("/api/generate", """{"model":"x","keep_alive":0,"prompt":"Hi"}""", "generate")]
    [InlineData("/api/chat", """{"model":"x","keep_alive":0,"messages":[{"role":"user","content":"Hi"}]}""", "chat")]
    [InlineData("/api/generate", """{"keep_alive":0}""", "generate")]
    [InlineData("/api/generate", """{"model":"x","keep_alive":0,"prompt":""", "generate")]
    public void A_call_to_generate_from_nothing_is_told_from_one_that_generates(string path, string request, string endpoint) =>
        Assert.Equal(endpoint, ProviderFormats.Select("ollama", Call(path, request, ""))!.Endpoint);

    [Fact]
    public void Management_is_never_spend_and_has_no_tokens()
    {
        foreach (var endpoint in new[] { "pull", "push", "create", "copy", "delete", "blob", "show", "load", "unload" })
        {
            foreach (var recording in ProviderFormats.All.Where(f => f.Endpoint == endpoint).SelectMany(Recording.Of))
            {
                var reading = recording.Read();
                Assert.False(reading.IsSpend, recording.Folder);
                Assert.Null(reading.Usage);
                Assert.Empty(reading.TokenOffsets);
            }
        }
    }

    [Fact]
    public void The_progress_of_a_pull_is_its_last_state()
    {
        var reading = Read("/api/pull", """{"model":"m"}""",
            """
            {"status":"pulling a","digest":"a","total":100,"completed":10}
            {"status":"pulling b","digest":"b","total":50,"completed":50}
            {"status":"pulling a","digest":"a","total":100,"completed":90}

            """);
        Assert.Equal("status: pulling a\ncompleted: 140 bytes\ntotal: 150 bytes", reading.Output[0].Text);
        Assert.False(reading.Complete);
    }

    [Theory]
    [InlineData("/api/chat", """{"model":"m","message":{"role":"assistant","content":"a"},"done":false}""")]
    [InlineData("/api/generate", """{"model":"m","response":"a","done":false}""")]
    [InlineData("/api/pull", """{"status":"pulling manifest"}""")]
    public void An_error_inside_a_stream_is_one_and_a_stream_without_its_end_is_not_whole(string path, string line)
    {
        const string Request = """{"model":"m","prompt":"Hi","messages":[{"role":"user","content":"Hi"}]}""";
        var broken = Read(path, Request, line + "\n" + line + "\n" + """{"error":"an error was encountered while running the model"}""" + "\n");
        Assert.Equal("an error was encountered while running the model", broken.Error);
        var cut = Read(path, Request, line + "\n" + line + "\n");
        Assert.Equal((null, true, false), (cut.Error, cut.Stream, cut.Complete));
    }

    private static Reading Read(string path, string request, string answer)
    {
        var call = Call(path, request, answer);
        return ProviderFormats.Select("ollama", call)!.Read(call);
    }

    private static WireExchange Call(string path, string request, string answer) =>
        new("POST", path, 200, "application/json", Encoding.UTF8.GetBytes(request), "application/x-ndjson", Encoding.UTF8.GetBytes(answer));
}
