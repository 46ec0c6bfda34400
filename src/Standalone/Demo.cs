using Observability.Standalone.Hosts;

namespace Observability.Standalone;

/// <summary>The demo of <c>--demo</c>: where its fake provider is, and the write key its traffic goes in with.</summary>
internal sealed class Demo
{
    private const string KeyVariable = "OBSERVABILITY_WRITE_KEY";
    private const int UsualPort = 8790;

    private readonly DataFolder _folder;
    private readonly string _assembly;
    private readonly int _port;
    private volatile string? _writeKey;

    private Demo(DataFolder folder, string assembly, int port, string? writeKey)
    {
        _folder = folder;
        _assembly = assembly;
        _port = port;
        _writeKey = writeKey;
    }

    /// <summary>Upstreams of their own, so that <c>openai</c> and <c>ollama</c> stay the real ones.</summary>
    public Dictionary<string, string> Upstreams => new(StringComparer.Ordinal)
    {
        ["UPSTREAM_DEMO_URL"] = $"http://127.0.0.1:{_port}/v1",
        ["UPSTREAM_DEMO_FORMAT"] = "openai",
        ["UPSTREAM_DEMO_ALLOW_PRIVATE"] = "true",
        ["UPSTREAM_DEMO_OLLAMA_URL"] = $"http://127.0.0.1:{_port}",
        ["UPSTREAM_DEMO_OLLAMA_FORMAT"] = "ollama",
        ["UPSTREAM_DEMO_OLLAMA_ALLOW_PRIVATE"] = "true",
    };

    /// <summary>Looks for what the demo needs before anything is started.</summary>
    /// <exception cref="BadSettingException">There is no write key to be had: keys are shown once, at the first start.</exception>
    /// <exception cref="CannotStartException">The demo is not built.</exception>
    public static Demo Prepare(DataFolder folder)
    {
        var writeKey = Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } given ? given : folder.DemoKey;
        if (writeKey is null && !folder.IsFirstStart)
        {
            throw new BadSettingException(
                $"--demo needs a write key, and {folder.Root} was first started without --demo. Make a key in the dashboard and give it in {KeyVariable}, or choose a new folder with --data.");
        }

        return new(folder, HostProgram.Find("tests/Demo"), Ports.FreeLoopback(UsualPort), writeKey);
    }

    /// <summary>Takes the write key out of the line that shows the first keys, and keeps it for the next start.</summary>
    /// <param name="line">KEY write=obs_w_… read=obs_r_… admin=obs_a_…</param>
    public void Hear(string line)
    {
        const string Mark = "write=";
        if (line.Split(' ').FirstOrDefault(word => word.StartsWith(Mark, StringComparison.Ordinal)) is { } word)
        {
            _writeKey = word[Mark.Length..];
            _folder.DemoKey = _writeKey;
        }
    }

    /// <summary>The fake provider and its traffic.</summary>
    /// <exception cref="CannotStartException">The first start showed no key: the database had been set up before.</exception>
    public HostProgram Program(Uri ingest) => new(
        "demo",
        _assembly,
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DEMO_PORT"] = $"{_port}",
            ["DEMO_INGEST_URL"] = ingest.AbsoluteUri,
            ["DEMO_WRITE_KEY"] = _writeKey ?? throw new CannotStartException(
                $"--demo needs a write key, and this database had its first keys before. Make one in the dashboard and give it in {KeyVariable}."),
        });
}
