using System.Security.Cryptography;
using Npgsql;

namespace Observability.Domain;

/// <summary>The installation's master key: seals stored credentials. From the environment, or made once in the data folder (mode 0600).</summary>
public static class MasterKey
{
    private const int Bytes = 32;

    /// <summary>Reads the key; makes the file when there is neither a variable nor a file. Safe when both hosts start at once.</summary>
    /// <exception cref="SettingException">The variable or the file does not hold 32 base64 bytes.</exception>
    public static Sensitive<byte[]> Load(Settings settings)
    {
        if (settings.Read("OBSERVABILITY_MASTER_KEY") is { } text)
        {
            return Parse(text, "OBSERVABILITY_MASTER_KEY");
        }

        var file = Path.Combine(settings.DataFolder, "master.key");
        Directory.CreateDirectory(settings.DataFolder);
        if (!File.Exists(file))
        {
            Make(file);
        }

        return Parse(File.ReadAllText(file).Trim(), file);
    }

    /// <summary>Compares the key with the one this database was first used with, remembering it the first time.</summary>
    /// <exception cref="SettingException">The database was used with another key.</exception>
    public static async Task CheckAsync(NpgsqlDataSource database, Sensitive<byte[]> key, CancellationToken ct)
    {
        var mark = HMACSHA256.HashData(key.Value, "observability master key check v1"u8);
        await using var command = database.CreateCommand(
            """
            with first as (insert into installation (master_key_check) values ($1) on conflict do nothing returning master_key_check)
            select master_key_check from first union all select master_key_check from installation limit 1
            """);
        command.Parameters.Add(new() { Value = mark });
        if (await command.ExecuteScalarAsync(ct) is byte[] known && !CryptographicOperations.FixedTimeEquals(known, mark))
        {
            throw new SettingException(
                "The master key is not the one this database was first used with, so stored credentials cannot be opened. "
                + "Give the right one in OBSERVABILITY_MASTER_KEY or put its master.key back into the data folder.");
        }
    }

    private static void Make(string file)
    {
        var own = file + "." + Path.GetRandomFileName();
        using (var stream = new FileStream(own, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            stream.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes)) + "\n"));
            stream.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(own, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            // The other host was first; its key is the key.
            File.Delete(own);
        }
    }

    private static Sensitive<byte[]> Parse(string text, string where)
    {
        var bytes = new byte[Bytes];
        return Convert.TryFromBase64String(text, bytes, out var length) && length == Bytes
            ? new(bytes)
            : throw new SettingException($"{where} does not hold a master key: it must be {Bytes} bytes in base64 (openssl rand -base64 {Bytes}).");
    }
}
