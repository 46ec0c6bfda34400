using System.Text;

namespace Observability.Dashboard.Connect;

/// <summary>A variable of a producer's environment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value, nothing quoted; a <c>$NAME</c> alone is taken from the reader's own environment.</param>
public sealed record Variable(string Name, string Value);

/// <summary>Writes variables as each way of running Open WebUI wants them, quoted so that shells and YAML leave them alone.</summary>
public static class EnvironmentLines
{
    private const string Image = "ghcr.io/open-webui/open-webui:main";

    /// <summary>All that is needed to start a new Open WebUI with these variables.</summary>
    public static string Start(Way way, IReadOnlyList<Variable> variables) => way switch
    {
        Way.Docker => $"docker run -d --name open-webui -p 3000:8080 \\\n  --add-host={ConnectTarget.DockerHost}:host-gateway \\\n  -v open-webui:/app/backend/data \\\n{More(way, variables)} \\\n  {Image}",
        Way.Compose => Compose(variables),
        Way.Pip => $"{More(way, variables)}\nopen-webui serve",
        _ => More(way, variables),
    };

    /// <summary>The variables alone, to be added to what is there.</summary>
    public static string More(Way way, IReadOnlyList<Variable> variables) => way switch
    {
        Way.Docker => string.Join(" \\\n", variables.Select(v => $"  -e {v.Name}={ForShell(v.Value)}")),
        Way.Compose => string.Join('\n', variables.Select(v => $"      {v.Name}: {ForYaml(v.Value, "${" + v.Value.TrimStart('$') + "}")}")),
        Way.Kubernetes => "env:\n" + string.Join('\n', variables.Select(v => $"  - name: {v.Name}\n    value: {ForYaml(v.Value, "YOUR_" + v.Value.TrimStart('$'))}")),
        _ => string.Join('\n', variables.Select(v => $"export {v.Name}={ForShell(v.Value)}")),
    };

    /// <summary>A value as one word of a POSIX shell.</summary>
    public static string ForShell(string value) => IsReference(value) ? $"\"{value}\"" : $"'{value.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Compose(IReadOnlyList<Variable> variables)
    {
        var text = new StringBuilder($"services:\n  open-webui:\n    image: {Image}\n    ports: [\"3000:8080\"]\n    volumes: [\"open-webui:/app/backend/data\"]\n");
        text.Append($"    extra_hosts: [\"{ConnectTarget.DockerHost}:host-gateway\"]\n    environment:\n");
        return text.Append(More(Way.Compose, variables)).Append("\nvolumes:\n  open-webui:").ToString();
    }

    private static string ForYaml(string value, string reference) => $"'{(IsReference(value) ? reference : value).Replace("'", "''", StringComparison.Ordinal)}'";

    private static bool IsReference(string value) => value.StartsWith('$');
}
