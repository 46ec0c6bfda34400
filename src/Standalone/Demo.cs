using Observability.Standalone.Hosts;

namespace Observability.Standalone;

/// <summary>The demo of <c>--demo</c>: its fake provider is an upstream like any other, and its traffic has a write key like any other.</summary>
/// <param name="assembly">Path of its program.</param>
/// <param name="port">Loopback port of its fake provider.</param>
/// <param name="keyFile">File of a write key of its own; null = use the one the user gave.</param>
internal sealed class Demo(string assembly, int port, string? keyFile)
{
    private const string KeyVariable = "OBSERVABILITY_WRITE_KEY";
    private const int UsualPort = 8790;

    /// <summary>What the hosts are told: upstreams of their own, so that <c>openai</c> and <c>ollama</c> stay the real ones, and the key.</summary>
    public Dictionary<string, string> ForHosts
    {
        get
        {
            var environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["UPSTREAM_DEMO_URL"] = $"http://127.0.0.1:{port}/v1",
                ["UPSTREAM_DEMO_FORMAT"] = "openai",
                ["UPSTREAM_DEMO_ALLOW_PRIVATE"] = "true",
                ["UPSTREAM_DEMO_PRICES"] = "openai",
                ["UPSTREAM_DEMO_OLLAMA_URL"] = $"http://127.0.0.1:{port}",
                ["UPSTREAM_DEMO_OLLAMA_FORMAT"] = "ollama",
                ["UPSTREAM_DEMO_OLLAMA_ALLOW_PRIVATE"] = "true",
                ["UPSTREAM_DEMO_OPENWEBUI_URL"] = $"http://127.0.0.1:{port}",
                ["UPSTREAM_DEMO_OPENWEBUI_FORMAT"] = "openwebui",
                ["UPSTREAM_DEMO_OPENWEBUI_ALLOW_PRIVATE"] = "true",
            };
            if (keyFile is not null)
            {
                environment[KeyVariable + "_FILE"] = keyFile;
            }

            return environment;
        }
    }

    /// <summary>Makes ready what the demo needs before anything is started.</summary>
    /// <exception cref="CannotStartException">The demo is not built, or cannot make its key.</exception>
    public static async Task<Demo> PrepareAsync(DataFolder folder, Func<HostProgram, HostProcess> run, CancellationToken ct)
    {
        var assembly = HostProgram.Find("tests/Demo");
        var port = Ports.FreeLoopback(UsualPort);
        if (Given(KeyVariable) is not null || Given(KeyVariable + "_FILE") is not null)
        {
            return new(assembly, port, keyFile: null);
        }

        var makeKey = new HostProgram("demo", assembly, ["--make-key", folder.DemoKey], new Dictionary<string, string>(StringComparer.Ordinal));
        if (!File.Exists(folder.DemoKey) && await run(makeKey).RunAsync(ct) != 0)
        {
            throw new CannotStartException($"The demo could not make its key in {folder.DemoKey}: see its lines above.");
        }

        return new(assembly, port, folder.DemoKey);
    }

    /// <summary>The fake provider and its traffic.</summary>
    public HostProgram Program(Uri ingest)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["DEMO_PORT"] = $"{port}", ["DEMO_INGEST_URL"] = ingest.AbsoluteUri };
        foreach (var (suffix, value) in ((string, string?)[])[("", Given(KeyVariable)), ("_FILE", Given(KeyVariable + "_FILE") ?? keyFile)])
        {
            if (value is not null)
            {
                environment["DEMO_WRITE_KEY" + suffix] = value;
            }
        }

        return new("demo", assembly, [], environment);
    }

    private static string? Given(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
