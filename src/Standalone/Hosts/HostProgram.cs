namespace Observability.Standalone.Hosts;

/// <summary>A program of ours that is run as a child process.</summary>
/// <param name="Name">What its lines begin with: <c>ingest</c>, <c>dashboard</c>, <c>demo</c>.</param>
/// <param name="Assembly">Path of its dll.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Environment">Variables set for it, beside our own.</param>
internal sealed record HostProgram(string Name, string Assembly, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>Where a program was built: beside this one in the build output, or in the folder that OBSERVABILITY_HOSTS names.</summary>
    /// <param name="project">Its project's folder below the repository, such as <c>src/Ingest</c>.</param>
    /// <exception cref="CannotStartException">It is not there.</exception>
    public static string Find(string project)
    {
        var name = Path.GetFileName(project);
        var file = $"Observability.{name}.dll";
        var path = System.Environment.GetEnvironmentVariable("OBSERVABILITY_HOSTS") is { Length: > 0 } hosts
            ? Path.GetFullPath(Path.Combine(hosts, name, file))
            : InBuildOutput(project, file);
        return File.Exists(path)
            ? path
            : throw new CannotStartException($"{path} is missing: build it with 'dotnet build -c Release', or start with ./run, which does.");
    }

    // <repository>/src/Standalone/bin/Release/net10.0/ → <repository>/src/Ingest/bin/Release/net10.0/Observability.Ingest.dll
    private static string InBuildOutput(string project, string file)
    {
        var ours = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var repository = ours.Parent?.Parent?.Parent?.Parent?.Parent?.FullName ?? "/";
        return Path.Combine(repository, project, "bin", ours.Parent?.Name ?? "Release", ours.Name, file);
    }
}
