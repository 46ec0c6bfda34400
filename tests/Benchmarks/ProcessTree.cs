using System.Globalization;

namespace Observability.Benchmarks;

/// <summary>What a process and its descendants cost, from /proc.</summary>
internal static class ProcessTree
{
    private static readonly double TicksPerSecond = 100;

    /// <summary>User and system time so far.</summary>
    public static TimeSpan Cpu(int root) => TimeSpan.FromSeconds(Members(root).Sum(CpuTicks) / TicksPerSecond);

    /// <summary>Proportional set size, MiB: shared pages count once, split among those who share them.</summary>
    public static double PssMebibytes(int root) => Members(root).Sum(PssKibibytes) / 1024d;

    /// <summary>Children of a process with this command name.</summary>
    public static IReadOnlyList<int> ChildrenNamed(int parent, string command) =>
        [.. Parents().Where(p => p.Parent == parent && Read($"/proc/{p.Id}/comm").Trim() == command).Select(p => p.Id)];

    private static List<int> Members(int root)
    {
        var parents = Parents();
        var members = new List<int> { root };
        for (var i = 0; i < members.Count; i++)
        {
            members.AddRange(parents.Where(p => p.Parent == members[i]).Select(p => p.Id));
        }

        return members;
    }

    private static List<(int Id, int Parent)> Parents() =>
    [
        .. from folder in Directory.EnumerateDirectories("/proc")
           let id = int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0
           where id > 0
           let fields = Fields(id)
           where fields.Length > 1
           select (id, int.Parse(fields[1], CultureInfo.InvariantCulture)),
    ];

    // Fields 14 to 17 of proc(5): utime, stime, and those of children that ended.
    private static double CpuTicks(int id) =>
        Fields(id) is { Length: > 14 } fields ? fields[11..15].Sum(f => double.Parse(f, CultureInfo.InvariantCulture)) : 0;

    // The fields after "pid (command)", so that a command with spaces does no harm; [0] is the state, [1] the parent.
    private static string[] Fields(int id)
    {
        var stat = Read($"/proc/{id}/stat");
        return stat.Length == 0 ? [] : stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
    }

    private static double PssKibibytes(int id) =>
        Read($"/proc/{id}/smaps_rollup").Split('\n').FirstOrDefault(l => l.StartsWith("Pss:", StringComparison.Ordinal)) is { } line
            ? double.Parse(line[4..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture)
            : 0;

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
