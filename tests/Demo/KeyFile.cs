using Observability.Domain.Keys;

namespace Observability.Demo;

/// <summary>A write key of the demo's own, made once and given to the hosts as <c>OBSERVABILITY_WRITE_KEY_FILE</c>.</summary>
internal static class KeyFile
{
    /// <summary>Writes a new write key to <paramref name="file"/>, readable by its owner only.</summary>
    /// <exception cref="IOException">It cannot be written, or exists.</exception>
    public static async Task MakeAsync(string file, CancellationToken ct)
    {
        await using var stream = new FileStream(file, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        await using var writer = new StreamWriter(stream);
        await writer.WriteLineAsync(KeyText.Generate(KeyKind.Write).Value.AsMemory(), ct);
    }
}
