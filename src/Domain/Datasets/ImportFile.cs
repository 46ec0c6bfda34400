using System.Buffers;
using System.Runtime.CompilerServices;

namespace Observability.Domain.Datasets;

/// <summary>Reads a file of rows as it comes; in memory is never more than one record and a piece of the file.</summary>
/// <param name="format">What it is written in.</param>
/// <param name="separator">What stands between cells of CSV.</param>
/// <param name="mostBytes">Longest record, bytes; a longer one is a problem of its own.</param>
public sealed class ImportFile(ImportFormat format, char separator, int mostBytes)
{
    private const int PieceBytes = 64 << 10;

    /// <summary>Its records in order, those with problems included. A byte order mark before them is passed over.</summary>
    /// <param name="file">The file.</param>
    /// <param name="ct">Stops it.</param>
    public async IAsyncEnumerable<ImportedRecord> ReadAsync(Stream file, [EnumeratorCancellation] CancellationToken ct)
    {
        var records = format == ImportFormat.Csv ? (RecordReader)new CsvReader(separator, mostBytes) : new JsonLineReader(mostBytes);
        var (piece, found, first) = (new byte[PieceBytes], new Queue<ImportedRecord>(), true);
        for (var length = -1; length != 0;)
        {
            // The mark is three bytes, which may come one by one.
            length = first ? await file.ReadAtLeastAsync(piece, 3, throwOnEndOfStream: false, ct) : await file.ReadAsync(piece, ct);
            records.Read(first ? WithoutMark(piece.AsMemory(0, length)) : piece.AsMemory(0, length), found);
            first = false;
            if (length == 0)
            {
                records.End(found);
            }

            while (found.TryDequeue(out var record))
            {
                yield return record;
            }
        }
    }

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> start) => start.Span.StartsWith("\uFEFF"u8) ? start[3..] : start;

    private abstract class RecordReader
    {
        public abstract void Read(ReadOnlyMemory<byte> piece, Queue<ImportedRecord> into);

        public abstract void End(Queue<ImportedRecord> into);
    }

    private sealed class CsvReader(char separator, int mostBytes) : RecordReader
    {
        private readonly CsvRecords _records = new(separator, mostBytes);
        private readonly CsvImport _import = new();
        private readonly List<CsvRecord> _read = [];

        public override void Read(ReadOnlyMemory<byte> piece, Queue<ImportedRecord> into)
        {
            _records.Read(piece.Span, _read);
            Name(into);
        }

        public override void End(Queue<ImportedRecord> into)
        {
            _records.End(_read);
            Name(into);
        }

        private void Name(Queue<ImportedRecord> into)
        {
            foreach (var named in _read.Select(_import.Read).OfType<ImportedRecord>())
            {
                into.Enqueue(named);
            }

            _read.Clear();
        }
    }

    private sealed class JsonLineReader(int mostBytes) : RecordReader
    {
        private readonly ArrayBufferWriter<byte> _line = new();
        private long _number = 1;
        private bool _tooLong;

        public override void Read(ReadOnlyMemory<byte> piece, Queue<ImportedRecord> into)
        {
            while (!piece.IsEmpty)
            {
                var end = piece.Span.IndexOf((byte)'\n');
                Keep(piece.Span[..(end < 0 ? piece.Length : end)]);
                if (end < 0)
                {
                    return;
                }

                EndLine(into);
                piece = piece[(end + 1)..];
            }
        }

        public override void End(Queue<ImportedRecord> into) => EndLine(into);

        private void Keep(ReadOnlySpan<byte> text)
        {
            _tooLong |= _line.WrittenCount + text.Length > mostBytes;
            if (!_tooLong)
            {
                _line.Write(text);
            }
        }

        private void EndLine(Queue<ImportedRecord> into)
        {
            if (_tooLong)
            {
                into.Enqueue(ImportedRecord.Bad(_number, ImportProblemKind.TooLong, mostBytes.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            }
            else if (!_line.WrittenSpan.Trim(" \t\r"u8).IsEmpty)
            {
                into.Enqueue(JsonLineImport.Read(_number, _line.WrittenMemory));
            }

            _line.ResetWrittenCount();
            (_tooLong, _number) = (false, _number + 1);
        }
    }
}
