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
        var file = Path.Combine(path, "run.lock");
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
            var held = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            held.SetLength(0);
            held.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"));
            held.Flush();
            return new(path, held);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new CannotStartException($"The data folder {path} cannot be written: {e.Message} Choose another with --data.");
        }
        catch (IOException)
        {
            throw new CannotStartException($"The data folder {path} is in use by another ./run{Holder(file)}. Stop that one, or choose another folder with --data.");
        }
    }

    /// <summary>From now on a start is not the first.</summary>
    public void NoteStarted()
    {
        using var file = File.Create(_started);
    }

    public void Dispose() => _lock.Dispose();

    private static string Holder(string file)
    {
        try
        {
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return reader.ReadLine() is { Length: > 0 } process ? $" (process {process})" : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
