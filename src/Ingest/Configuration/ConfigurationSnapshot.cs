using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Observability.Domain;

namespace Observability.Ingest.Configuration;

/// <summary>The file that keeps the stored configuration for a start without the database: <c>ingest/configuration.snapshot</c> in the data folder.</summary>
/// <remarks>
/// A line <c>observability configuration 1</c> with the SHA-256 of the rest, then JSON. It holds what the database holds: digests of keys and sealed
/// credentials, nothing that opens anything without the master key. It is replaced by renaming, so a crash leaves the old one or the new one.
/// </remarks>
/// <param name="settings">Names the data folder.</param>
/// <param name="logger">Hears of a file that cannot be read or written.</param>
public sealed partial class ConfigurationSnapshot(Settings settings, ILogger<ConfigurationSnapshot> logger)
{
    private const string Heading = "observability configuration 1 ";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // Strict both ways: a file of another build is refused, not half understood.
    private static readonly JsonSerializerOptions Json = new()
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly string _file = Path.Combine(settings.DataFolder, "ingest", "configuration.snapshot");

    /// <summary>The file's bytes for this configuration; equal configurations give equal bytes.</summary>
    public static byte[] Encode(StoredConfiguration stored)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(stored, Json);
        return [.. Encoding.ASCII.GetBytes($"{Heading}{Convert.ToHexStringLower(SHA256.HashData(body))}\n"), .. body];
    }

    /// <summary>What the file holds; null when there is none, or when it is damaged (which is logged).</summary>
    public StoredConfiguration? Read()
    {
        try
        {
            return File.Exists(_file) ? Decode(File.ReadAllBytes(_file)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or JsonException)
        {
            Unreadable(_file, e.Message);
            return null;
        }
    }

    /// <summary>Puts these bytes in the file's place, on disk when it returns. False: it could not (which is logged), and the old file is still there.</summary>
    public bool TryWrite(byte[] bytes)
    {
        var next = _file + ".new";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_file)!, OwnerOnly | UnixFileMode.UserExecute);
            File.Delete(next);
            using (var stream = new FileStream(
                next, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            File.Move(next, _file, overwrite: true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            NotWritten(_file, e.Message);
            return false;
        }
    }

    private static StoredConfiguration Decode(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        var body = bytes[(end + 1)..];
        var heading = $"{Heading}{Convert.ToHexStringLower(SHA256.HashData(body))}";
        if (end < 0 || !bytes[..end].SequenceEqual(Encoding.ASCII.GetBytes(heading)))
        {
            throw new InvalidDataException("its first line does not match the rest");
        }

        return JsonSerializer.Deserialize<StoredConfiguration>(body, Json) ?? throw new InvalidDataException("it is empty");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ignored the snapshot of the configuration {File}: {Reason}. It is written again when the database answers")]
    private partial void Unreadable(string file, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Could not write the snapshot of the configuration {File}: {Reason}. A restart without the database would use the one before it")]
    private partial void NotWritten(string file, string reason);
}
