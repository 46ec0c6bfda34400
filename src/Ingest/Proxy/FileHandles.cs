using System.Globalization;

namespace Observability.Ingest.Proxy;

/// <summary>How many calls and connections the file handles of this process allow. A process without any left does not go on: the runtime ends it.</summary>
/// <remarks>A call takes two, one to each side. What is held back is for the spool's segments, PostgreSQL and the runtime itself.</remarks>
/// <param name="handles">What the process may have open at a time; null = as much as it likes.</param>
internal sealed class FileHandles(long? handles)
{
    private const int MostHeldBack = 600;

    private long _calls;

    /// <summary>Connections of clients at a time; null = any number. A few more than calls, so that those who are refused are told so.</summary>
    public long? MostConnections { get; } = handles is { } all ? Calls(all) + (HeldBack(all) / 6) : null;

    private long MostCalls { get; } = handles is { } all ? Calls(all) : long.MaxValue;

    /// <summary>The limit of this process.</summary>
    public static FileHandles OfThisProcess() => new(Limit());

    /// <summary>Takes the handles of a call; false when there are none, and nothing to give back.</summary>
    public bool TryTake()
    {
        if (Interlocked.Increment(ref _calls) <= MostCalls)
        {
            return true;
        }

        GiveBack();
        return false;
    }

    /// <summary>Gives them back.</summary>
    public void GiveBack() => Interlocked.Decrement(ref _calls);

    private static long Calls(long handles) => (handles - HeldBack(handles)) / 2;

    private static long HeldBack(long handles) => Math.Min(MostHeldBack, handles / 2);

    // Max open files            1024                 1048576              files
    private static long? Limit()
    {
        const string Name = "Max open files";
        try
        {
            var line = File.ReadLines("/proc/self/limits").FirstOrDefault(l => l.StartsWith(Name, StringComparison.Ordinal));
            var soft = line?[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
            return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
