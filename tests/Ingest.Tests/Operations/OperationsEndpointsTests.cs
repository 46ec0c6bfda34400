using System.Net;
using Observability.Ingest.Operations;

namespace Observability.Ingest.Tests.Operations;

public sealed class OperationsEndpointsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_process_says_that_it_lives()
    {
        await using var host = await OperationsHost.StartAsync(Stop);
        using var answer = await host.Client.GetAsync("/healthz", Stop);
        Assert.Equal(
            (HttpStatusCode.OK, "application/json", """{"status":"ok"}"""),
            (answer.StatusCode, answer.Content.Headers.ContentType?.ToString(), await answer.Content.ReadAsStringAsync(Stop)));
    }

    [Theory]
    [InlineData("/healthz/")]
    [InlineData("//healthz")]
    [InlineData("/healthz?verbose")]
    public async Task Slashes_and_a_query_make_no_difference(string path)
    {
        await using var host = await OperationsHost.StartAsync(Stop);
        using var answer = await host.Client.GetAsync(new Uri(host.Client.BaseAddress + path[1..]), Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task It_is_ready_when_nothing_is_in_the_way()
    {
        await using var host = await OperationsHost.StartAsync(Stop, checks: new ReadinessCheck("spool", () => null));
        Assert.Equal("""{"status":"ready"}""", await host.Client.GetStringAsync("/readyz", Stop));
    }

    [Fact]
    public async Task It_is_not_ready_and_says_why()
    {
        await using var host = await OperationsHost.StartAsync(
            Stop, checks: [new("spool", () => "The disk is full."), new("configuration", () => null)]);
        using var answer = await host.Client.GetAsync("/readyz", Stop);
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, """{"status":"not_ready","reasons":[{"check":"spool","reason":"The disk is full."}]}"""),
            (answer.StatusCode, await answer.Content.ReadAsStringAsync(Stop)));
    }

    [Fact]
    public async Task Metrics_are_read_from_this_machine()
    {
        await using var host = await OperationsHost.StartAsync(Stop);
        using var answer = await host.Client.GetAsync("/metrics", Stop);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.Contains("\n# TYPE dotnet_gc_collections_total counter\n", text, StringComparison.Ordinal);
        Assert.Contains("\n# TYPE kestrel_active_connections gauge\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Forwarded-For", null)]
    [InlineData("Forwarded", null)]
    [InlineData("Via", null)]
    [InlineData(null, "203.0.113.7")]
    [InlineData(null, "192.168.1.7")]
    [InlineData(null, "::ffff:203.0.113.7")]
    public async Task Metrics_are_not_for_the_rest_of_the_world(string? header, string? remote)
    {
        await using var host = await OperationsHost.StartAsync(Stop, remote: remote is null ? null : IPAddress.Parse(remote));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation(header, "1.1 proxy");
        }

        using var answer = await host.Client.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("\"code\":\"metrics_not_public\"", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_can_be_opened_to_everybody()
    {
        await using var host = await OperationsHost.StartAsync(Stop, isPublic: true, remote: IPAddress.Parse("203.0.113.7"));
        using var answer = await host.Client.GetAsync("/metrics", Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/health")]
    [InlineData("/healthz/more")]
    [InlineData("/HEALTHZ")]
    [InlineData("/v1/metrics")]
    public async Task Every_other_path_is_left_alone(string path)
    {
        await using var host = await OperationsHost.StartAsync(Stop);
        using var answer = await host.Client.GetAsync(path, Stop);
        Assert.Equal((HttpStatusCode)418, answer.StatusCode);
    }

    [Fact]
    public async Task Nothing_is_changed_through_these_paths()
    {
        await using var host = await OperationsHost.StartAsync(Stop);
        using var answer = await host.Client.PostAsync("/healthz", content: null, Stop);
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "GET, HEAD"), (answer.StatusCode, string.Join(", ", answer.Content.Headers.Allow)));
        using var head = await host.Client.SendAsync(new(HttpMethod.Head, "/healthz"), Stop);
        Assert.Equal((HttpStatusCode.OK, ""), (head.StatusCode, await head.Content.ReadAsStringAsync(Stop)));
    }
}
