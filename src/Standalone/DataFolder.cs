using System.Globalization;

namespace Observability.Standalone;

/// <summary>The data folder, held by this run alone until disposed.</summary>
internal sealed class DataFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FileStream _lock;
    private readonly string _started;

    private DataFolder(string path, FileStream held)
    {
        Root = path;
        _lock = held;
        _started = Path.Combine(path, "started");
    }

    /// <summary>Absolute path.</summary>
    public string Root { get; }

    /// <summary>No run on this folder has got as far as being ready.</summary>
    public bool IsFirstStart => !File.Exists(_started);

    /// <summary>Where PostgreSQL's files are.</summary>
    public string Postgres => Path.Combine(Root, "postgres");

    /// <summary>File of the demo's write key.</summary>
    public string DemoKey => Path.Combine(Root, "demo.key");

    /// <summary>Makes the folder where there is none, and takes its lock, which goes with the process however it ends.</summary>
    /// <exception cref="CannotStartException">Another run holds it, or it cannot be written.</exception>
    public static DataFolder Hold(string path)
    {
        // A file of its own: the locked one cannot even be read by others.
        var holder = Path.Combine(path, "run.pid");
        try
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CannotStartException($"The data folder {path} cannot be made: {e.Message} Choose another with --data.");
        }

        try
        {
            var held = new FileStream(Path.Combine(path, "run.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(holder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new(path, held);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new CannotStartException($"The data folder {path} cannot be written: {e.Message} Choose another with --data.");
        }
        catch (IOException)
        {
            throw new CannotStartException($"The data folder {path} is in use by another ./run{Holder(holder)}. Stop that one, or choose another folder with --data.");
        }
    }

    /// <summary>From now on a start is not the first.</summary>
    public void NoteStarted()
    {
        using var file = File.Create(_started);
    }

    public void Dispose() => _lock.Dispose();

    private static string Holder(string holder)
    {
        try
        {
            return $" (process {File.ReadAllText(holder)})";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
