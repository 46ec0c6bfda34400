using System.Diagnostics;
using Observability.Dashboard.Exchanges;

namespace Observability.Dashboard.Tests.Views;

public sealed class CurlCommandTests
{
    private const string Ingest = "http://127.0.0.1:8787";

    [Fact]
    public void The_command_goes_through_the_ingest_and_names_no_secret()
    {
        var detail = Sample.Detail(request: """{"q":"it's"}""") with
        {
            RequestHeaders = new([new("Content-Type", "application/json"), new("Authorization", "Bearer sk-secret"), new("Content-Length", "9")], 0),
        };
        detail.Row.RequestBytes = detail.RequestBody.Length;

        var command = CurlCommand.For(detail, Ingest, "https://api.openai.com/v1");

        Assert.Equal(
            """
            curl -N 'http://127.0.0.1:8787/openai/'"$OBSERVABILITY_KEY"'/chat/completions' \
              -H "Authorization: Bearer $API_KEY" \
              -H 'Content-Type: application/json' \
              --data-raw '{"q":"it'\''s"}'
            """,
            command);
    }

    [Fact]
    public void A_body_that_was_cut_is_sent_from_its_download()
    {
        var detail = Sample.Detail(request: "{");
        detail.Row.RequestBytes = 9_000_000;

        Assert.EndsWith($"--data-binary @{detail.Row.Id:N}-request.json", CurlCommand.For(detail, Ingest, null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("it's")]
    [InlineData("$(touch /tmp/x) `id` \"$HOME\" \\")]
    [InlineData("line\nbreak\t; rm -rf / #")]
    [InlineData("")]
    public async Task A_shell_reads_a_quoted_text_as_it_is(string text)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"printf %s {CurlCommand.Quote(text)}"]) { RedirectStandardOutput = true, UseShellExecute = false })!;

        Assert.Equal(text, await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
    }
}
