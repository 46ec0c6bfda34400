using System.Diagnostics;
using Observability.Dashboard.CopyAs;

namespace Observability.Dashboard.Tests.CopyAs;

public sealed class CurlCommandTests
{
    [Fact]
    public void The_command_goes_through_the_ingest_and_names_no_secret() =>
        Assert.Equal(
            """
            curl -N 'http://127.0.0.1:8787/openai/'"$OBSERVABILITY_KEY"'/chat/completions' \
              -H "Authorization: Bearer $API_KEY" \
              -H 'Content-Type: application/json' \
              --data-raw '{"q":"it'\''s"}'
            """,
            CurlCommand.For(Sent.Request("""{"q":"it's"}""", path: "/chat/completions")));

    [Fact]
    public void A_body_that_was_cut_is_sent_from_its_download()
    {
        var request = Sent.Request("{") with { Total = 9_000_000 };

        Assert.EndsWith($"--data-binary @{request.Id:N}-request.json", CurlCommand.For(request), StringComparison.Ordinal);
    }

    [Fact]
    public void The_credential_goes_where_its_provider_looks_for_it() =>
        Assert.Contains("-H \"x-api-key: $API_KEY\"", CurlCommand.For(Sent.Request("{}", "anthropic.messages", "/v1/messages")), StringComparison.Ordinal);

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
