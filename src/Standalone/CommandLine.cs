using System.Globalization;
using System.Net;

namespace Observability.Standalone;

/// <summary>Reads the options of <c>./run</c>; what is not given comes from the environment.</summary>
internal static class CommandLine
{
    /// <summary>What <c>--help</c> prints.</summary>
    public const string Help = """
        ./run starts everything on this machine: PostgreSQL, the proxy (ingest) and the dashboard. Ctrl-C stops it all.

          --data DIR           what must survive: database, spool, keys       OBSERVABILITY_DATA            ./data
          --ingest-port N      port of the proxy                              OBSERVABILITY_INGEST_PORT     8787
          --dashboard-port N   port of the pages and the REST API             OBSERVABILITY_DASHBOARD_PORT  8788
          --bind ADDR          listen address of both                         OBSERVABILITY_BIND            127.0.0.1
          --database-url URL   use this PostgreSQL and start none             DATABASE_URL                  none
          --demo               start a fake provider and send it traffic through the proxy
          --help               show this and exit

        An option wins over its environment variable. First account and keys, upstreams, master key: docs/operations.md.

        """;

    private static readonly string[] WithValue = ["--data", "--ingest-port", "--dashboard-port", "--bind", "--database-url"];

    /// <summary>Reads options and environment.</summary>
    /// <exception cref="BadSettingException">One of them is unknown or wrong; the message names it.</exception>
    public static RunSettings Parse(IReadOnlyList<string> arguments, Func<string, string?> variable)
    {
        var given = Given(arguments);
        var ingestPort = Port(Choose(given, "--ingest-port", variable, "OBSERVABILITY_INGEST_PORT"), 8787);
        var dashboardPort = Port(Choose(given, "--dashboard-port", variable, "OBSERVABILITY_DASHBOARD_PORT"), 8788);
        if (ingestPort == dashboardPort)
        {
            throw new BadSettingException($"The proxy and the dashboard cannot share port {ingestPort}: choose two with --ingest-port and --dashboard-port.");
        }

        return new(
            Path.GetFullPath(Choose(given, "--data", variable, "OBSERVABILITY_DATA")?.Value ?? "data"),
            ingestPort,
            dashboardPort,
            Address(Choose(given, "--bind", variable, "OBSERVABILITY_BIND")),
            Choose(given, "--database-url", variable, "DATABASE_URL")?.Value ?? FromFile(variable("DATABASE_URL_FILE")),
            given.ContainsKey("--demo"));
    }

    private static Dictionary<string, string> Given(IReadOnlyList<string> arguments)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < arguments.Count; i++)
        {
            // --data DIR and --data=DIR
            var parts = arguments[i].Split('=', 2);
            if (parts is ["--demo"])
            {
                given["--demo"] = "";
            }
            else if (!WithValue.Contains(parts[0]))
            {
                throw new BadSettingException($"There is no option '{arguments[i]}'. Options: {string.Join(", ", WithValue)}, --demo, --help.");
            }
            else
            {
                var value = parts.Length > 1 ? parts[1] : ++i < arguments.Count ? arguments[i] : "";
                given[parts[0]] = value.Length > 0 ? value : throw new BadSettingException($"{parts[0]} needs a value, as in: {parts[0]} {Example(parts[0])}");
            }
        }

        return given;
    }

    private static string Example(string option) => option switch
    {
        "--data" => "./data",
        "--bind" => "127.0.0.1",
        "--database-url" => "postgres://user:password@host/database",
        "--ingest-port" => "8787",
        _ => "8788",
    };

    // The name is that of the source the value came from, so that a sentence about it names the right one.
    private static (string Name, string Value)? Choose(Dictionary<string, string> given, string option, Func<string, string?> variable, string name) =>
        given.TryGetValue(option, out var value) ? (option, value)
        : variable(name) is { Length: > 0 } set ? (name, set)
        : null;

    private static int Port((string Name, string Value)? setting, int fallback) => setting switch
    {
        null => fallback,
        var (_, value) when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536 => port,
        var (name, value) => throw new BadSettingException($"{name} is '{value}'; it must be a port number from 1 to 65535."),
    };

    private static IPAddress Address((string Name, string Value)? setting) => setting switch
    {
        null or (_, "localhost") => IPAddress.Loopback,
        var (_, value) when IPAddress.TryParse(value, out var address) => address,
        var (name, value) => throw new BadSettingException($"{name} is '{value}'; it must be an IP address such as 127.0.0.1 or 0.0.0.0."),
    };

    private static string? FromFile(string? file)
    {
        if (file is not { Length: > 0 })
        {
            return null;
        }

        try
        {
            return File.ReadAllText(file).Trim() is { Length: > 0 } content ? content : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadSettingException($"DATABASE_URL_FILE names '{file}', which cannot be read: {e.Message}");
        }
    }
}
