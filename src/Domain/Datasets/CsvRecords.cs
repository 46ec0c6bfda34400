using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Observability.Domain.Datasets;

/// <summary>A cell of CSV. Quotes tell an empty text from none at all.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Quoted">Whether it stood in quotes.</param>
internal readonly record struct CsvCell(string Text, bool Quoted);

/// <summary>A record of CSV.</summary>
/// <param name="Line">The line it begins in, from 1.</param>
/// <param name="Cells">Its cells; none when there is a problem.</param>
/// <param name="Problem">Why it cannot be read; null when it can.</param>
internal sealed record CsvRecord(long Line, IReadOnlyList<CsvCell> Cells, ImportProblem? Problem);

/// <summary>
/// Reads CSV (RFC 4180, https://www.rfc-editor.org/rfc/rfc4180, read 2026-11-22) in whatever pieces it comes. Lines end with CRLF, LF or CR; blank ones are
/// passed over; a quote within a cell that does not begin with one is a character like any other.
/// </summary>
/// <param name="separator">What stands between cells, an ASCII character.</param>
/// <param name="mostBytes">Longest record, bytes; what is beyond is not kept in memory.</param>
internal sealed class CsvRecords(char separator, int mostBytes)
{
    private readonly byte _separator = (byte)separator;
    private readonly ArrayBufferWriter<byte> _text = new();
    private readonly List<CsvCell> _cells = [];
    private State _state = State.CellStart;
    private bool _quoted;
    private bool _afterReturn;
    private int _bytes;
    private long _line = 1;
    private long _start = 1;
    private ImportProblem? _problem;

    private enum State
    {
        CellStart,
        Plain,
        Quoted,
        QuoteSeen,
    }

    /// <summary>Reads on, and adds the records that are whole.</summary>
    public void Read(ReadOnlySpan<byte> piece, ICollection<CsvRecord> into)
    {
        foreach (var b in piece)
        {
            Read(b, into);
        }
    }

    /// <summary>The file is over: its last record needs no line end.</summary>
    public void End(ICollection<CsvRecord> into)
    {
        if (_state == State.Quoted)
        {
            _problem = new(ImportProblemKind.QuoteOpen, null);
        }

        EndRecord(into);
    }

    private void Read(byte b, ICollection<CsvRecord> into)
    {
        var pair = b == '\n' && _afterReturn;
        _afterReturn = b == '\r';
        _line += b is (byte)'\r' or (byte)'\n' && !pair ? 1 : 0;
        switch (_state)
        {
            case State.Quoted when b == '"':
                _state = State.QuoteSeen;
                break;
            case State.Quoted:
                Keep(b);
                break;
            case State.QuoteSeen when b == '"':
                _state = State.Quoted;
                Keep(b);
                break;
            case State.CellStart when b == '"':
                (_state, _quoted) = (State.Quoted, true);
                break;
            case var _ when b == _separator:
                EndCell();
                break;
            case var _ when b is (byte)'\r' or (byte)'\n':
                EndRecord(into);
                break;
            case State.QuoteSeen:
                _problem ??= new(ImportProblemKind.TextAfterQuote, null);
                (_state, _quoted) = (State.Plain, true);
                break;
            default:
                _state = State.Plain;
                Keep(b);
                break;
        }
    }

    private void Keep(byte b)
    {
        if (HasRoom())
        {
            _text.GetSpan(1)[0] = b;
            _text.Advance(1);
        }
    }

    private bool HasRoom()
    {
        if (_bytes == mostBytes)
        {
            _problem ??= new(ImportProblemKind.TooLong, mostBytes.ToString(System.Globalization.CultureInfo.InvariantCulture));
            return false;
        }

        _bytes++;
        return true;
    }

    private void EndCell()
    {
        var text = _text.WrittenSpan;
        if (!Utf8.IsValid(text))
        {
            _problem ??= new(ImportProblemKind.NotUtf8, null);
        }

        // A separator counts as a byte, or a line of nothing but separators would have no bound.
        if (HasRoom() && _problem is null)
        {
            _cells.Add(new(Encoding.UTF8.GetString(text), _quoted));
        }

        _text.ResetWrittenCount();
        (_state, _quoted) = (State.CellStart, false);
    }

    private void EndRecord(ICollection<CsvRecord> into)
    {
        var blank = _cells.Count == 0 && _text.WrittenCount == 0 && !_quoted && _problem is null;
        EndCell();
        if (!blank)
        {
            into.Add(new(_start, _problem is null ? [.. _cells] : [], _problem));
        }

        _cells.Clear();
        (_problem, _bytes, _start) = (null, 0, _line);
    }
}
