using Observability.Domain;

namespace Observability.Ingest.Spool;

/// <summary>The open parts of the spool, in the order they are opened and closed.</summary>
internal sealed record Log(SpoolFolder Folder, Quarantine Quarantine, Appender Appender, SpoolReader Reader, GroupSync Sync) : IDisposable
{
    /// <summary>Where records wait while the disk is slow.</summary>
    public required OverflowQueue Overflow { get; init; }

    /// <summary>Ids of earlier runs' calls that are sent once, oldest first, as far as their segments are still there.</summary>
    public required IReadOnlyList<Guid> SentBefore { get; init; }

    /// <summary>Opens a folder and starts the threads.</summary>
    /// <exception cref="SettingException">The folder cannot be used.</exception>
    public static Log Open(SpoolOptions options, Disk disk, SpoolCounters counters, TimeProvider time, Action<RecordHeader, AppendResult> settled)
    {
        var folder = new SpoolFolder(Path.GetFullPath(options.Folder));
        folder.Open();
        try
        {
            var quarantine = new Quarantine(folder, options, counters);
            var bookmark = Bookmark.Load(folder);
            var earlier = folder.OpenSegments(quarantine, bookmark?.Sequence ?? 0);
            var sentBefore = SegmentFile.SentOnce(earlier);
            var appender = new Appender(folder, options, disk, counters, time);
            var reader = new SpoolReader(appender, quarantine, folder, counters, time);
            reader.Start(appender.Start(earlier), bookmark?.Find(earlier));
            var log = new Log(folder, quarantine, appender, reader, new(appender, options, counters, time))
            {
                Overflow = new(appender, options, counters, settled),
                SentBefore = sentBefore,
            };
            log.Sync.Start();
            log.Overflow.Start();
            return log;
        }
        catch (Exception e)
        {
            folder.Dispose();
            if (Observability.Ingest.Spool.Disk.IsFailure(e))
            {
                throw new SettingException($"The spool folder '{folder.Path}' cannot be used: {e.Message} Make it writable, free its disk, or set Spool:Folder.");
            }

            throw;
        }
    }

    /// <summary>Ends the threads, writes and flushes what is left, refuses everything after that.</summary>
    public void Stop()
    {
        Overflow.Dispose();
        Sync.Dispose();
        Appender.Close();
        Appender.Sync();
        Reader.SaveBookmark();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Overflow.Dispose();
        Sync.Dispose();
        Reader.Dispose();
        Folder.Dispose();
    }
}
