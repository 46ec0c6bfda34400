using System.Net;
using Observability.Standalone;

namespace Observability.EndToEnd.Tests.Standalone;

public sealed class CommandLineTests
{
    [Fact]
    public void Without_options_the_documented_defaults_hold() =>
        Assert.Equal(
            new RunSettings(Path.GetFullPath("data"), 8787, 8788, IPAddress.Loopback, DatabaseUrl: null, Demo: false),
            CommandLine.Parse([], _ => null));

    [Fact]
    public void Options_are_read_in_both_spellings() =>
        Assert.Equal(
            new RunSettings("/tmp/d", 1, 2, IPAddress.Any, "postgres://u@h/d?a=b", Demo: true),
            CommandLine.Parse(
                ["--data", "/tmp/d", "--ingest-port=1", "--dashboard-port", "2", "--bind=0.0.0.0", "--database-url=postgres://u@h/d?a=b", "--demo"], _ => null));

    [Fact]
    public void An_option_wins_over_its_environment_variable() =>
        Assert.Equal(
            (1, 4),
            CommandLine.Parse(
                ["--ingest-port", "1"],
                name => name switch { "OBSERVABILITY_INGEST_PORT" => "3", "OBSERVABILITY_DASHBOARD_PORT" => "4", _ => null }) is var settings
                ? (settings.IngestPort, settings.DashboardPort)
                : default);

    [Theory]
    [InlineData("--bogus", "There is no option '--bogus'. Options: --data, --ingest-port, --dashboard-port, --bind, --database-url, --demo, --help.")]
    [InlineData("--demo=yes", "There is no option '--demo=yes'. Options: --data, --ingest-port, --dashboard-port, --bind, --database-url, --demo, --help.")]
    [InlineData("--data", "--data needs a value, as in: --data ./data")]
    [InlineData("--ingest-port 0", "--ingest-port is '0'; it must be a port number from 1 to 65535.")]
    [InlineData("--dashboard-port 65536", "--dashboard-port is '65536'; it must be a port number from 1 to 65535.")]
    [InlineData("--bind here", "--bind is 'here'; it must be an IP address such as 127.0.0.1 or 0.0.0.0.")]
    [InlineData("--ingest-port 8788", "The proxy and the dashboard cannot share port 8788: choose two with --ingest-port and --dashboard-port.")]
    public void A_wrong_option_is_refused_with_a_sentence_that_names_it(string arguments, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<BadSettingException>(() => CommandLine.Parse(arguments.Split(' '), _ => null)).Message);

    [Fact]
    public void A_wrong_variable_is_refused_by_its_own_name() =>
        Assert.Equal(
            "OBSERVABILITY_INGEST_PORT is '80x'; it must be a port number from 1 to 65535.",
            Assert.Throws<BadSettingException>(() => CommandLine.Parse([], name => name == "OBSERVABILITY_INGEST_PORT" ? "80x" : null)).Message);

    [Theory]
    [InlineData("0.0.0.0", "http://127.0.0.1:8787/")]
    [InlineData("::", "http://[::1]:8787/")]
    [InlineData("127.0.0.2", "http://127.0.0.2:8787/")]
    [InlineData("localhost", "http://127.0.0.1:8787/")]
    public void The_ready_line_names_an_address_that_can_be_connected_to(string bind, string url) =>
        Assert.Equal(url, CommandLine.Parse(["--bind", bind], _ => null).IngestUrl.AbsoluteUri);
}
