namespace Observability.Dashboard.Datasets;

/// <summary>What somebody uploads, on disk until it is read: memory has other things to hold, and it is gone with its handle.</summary>
internal static class UploadedFile
{
    private const int PieceBytes = 80 << 10;

    /// <summary>Takes all of it; null when it is longer than <paramref name="most"/> bytes.</summary>
    public static async Task<FileStream?> TakeAsync(Stream from, int most, CancellationToken ct)
    {
        var file = new FileStream(Path.Combine(Path.GetTempPath(), $"observability-{Guid.CreateVersion7()}.import"), new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
            UnixCreateMode = OperatingSystem.IsWindows() ? null : UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        var whole = false;
        try
        {
            var piece = new byte[PieceBytes];
            for (var length = 1; length > 0 && file.Length <= most;)
            {
                length = await from.ReadAsync(piece, ct);
                await file.WriteAsync(piece.AsMemory(0, length), ct);
            }

            file.Position = 0;
            whole = file.Length <= most;
            return whole ? file : null;
        }
        finally
        {
            if (!whole)
            {
                await file.DisposeAsync();
            }
        }
    }
}
