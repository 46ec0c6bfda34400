using System.Globalization;

namespace Observability.Testing;

/// <summary>Temporary folders of the tests. What a killed test process left behind is removed by the next one.</summary>
public static class TestFolders
{
    private const string Prefix = "observability-test-";

    /// <summary>A new, empty folder; the caller deletes it.</summary>
    public static string Create() => CreateIn(Path.GetTempPath());

    /// <summary>The same in memory, where the machine offers that; thousands of files come and go without a disk.</summary>
    public static string CreateInMemory() => CreateIn(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath());

    private static string CreateIn(string place)
    {
        foreach (var abandoned in Directory.EnumerateDirectories(place, Prefix + "*").Where(IsAbandoned))
        {
            Remove(abandoned);
        }

        return Directory.CreateDirectory(Path.Combine(place, $"{Prefix}{Environment.ProcessId}-{Guid.CreateVersion7():N}")).FullName;
    }

    // observability-test-1234-0199…: made by process 1234
    private static bool IsAbandoned(string folder) =>
        int.TryParse(Path.GetFileName(folder)[Prefix.Length..].Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var maker)
        && !Directory.Exists($"/proc/{maker}");

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another test process removes it at this moment, or it is another user's: either way it is not ours to insist.
        }
    }
}
