namespace Observability.Standalone.Processes;

/// <summary>The last lines a process said, for the sentence that tells why it ended. Safe to use from several threads.</summary>
internal sealed class LastLines
{
    private const int Kept = 20;

    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new();

    public void Add(string line)
    {
        lock (_lock)
        {
            _lines.Enqueue(line);
            if (_lines.Count > Kept)
            {
                _lines.Dequeue();
            }
        }
    }

    public override string ToString()
    {
        lock (_lock)
        {
            return string.Join('\n', _lines);
        }
    }
}
