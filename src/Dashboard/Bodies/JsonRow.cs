using System.Text.RegularExpressions;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Bodies;

/// <summary>A row of a JSON tree: a value, and what has been read of the values below it.</summary>
internal sealed partial class JsonRow
{
    private readonly List<JsonRow> _rows = [];
    private readonly JsonRow? _parent;

    private JsonRow(JsonNode node, JsonRow? parent) => (Node, _parent, Level) = (node, parent, parent is null ? 0 : parent.Level + 1);

    /// <summary>The body itself, of which no row is shown and nothing is read yet.</summary>
    public static JsonRow OfBody() => new(new(null, 0, JsonKind.Members, "", 0, 0, 0, false), null);

    /// <summary>The value.</summary>
    public JsonNode Node { get; }

    /// <summary>How deep it stands; 1 is the first level.</summary>
    public int Level { get; }

    /// <summary>Whether what is below it is shown.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Whether something below it has been read.</summary>
    public bool IsRead { get; private set; }

    /// <summary>Why nothing below it could be read; null when it could.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether the reading below it took too long and ended early.</summary>
    public bool TooLong { get; private set; }

    /// <summary>Where the rest below it is; null when all is read.</summary>
    public JsonPlace? Next { get; private set; }

    /// <summary>What was read below it.</summary>
    public IReadOnlyList<JsonRow> Rows => _rows;

    /// <summary>The first row below it; null when there is none.</summary>
    public JsonRow? First => _rows is [var first, ..] ? first : null;

    /// <summary>Where it stands, as jq and JavaScript write it: <c>messages[3].content</c>.</summary>
    public string Path => _parent is null ? "" : Node.Name switch
    {
        null => $"{_parent.Path}[{Node.Index}]",
        var name when PlainName().IsMatch(name) => _parent._parent is null ? name : $"{_parent.Path}.{name}",
        var name => $"{_parent.Path}[{CopyAs.CodeLiteral.Of(name, CopyAs.CodeDialect.Json)}]",
    };

    /// <summary>What is read.</summary>
    public void Take(Loadable<JsonNodes> answer)
    {
        Problem = answer.Problem;
        if (answer.Value is { } nodes)
        {
            _rows.AddRange(nodes.Nodes.Select(n => new JsonRow(n, this)));
            (IsRead, Next, TooLong) = (true, nodes.Next, nodes.TooLong);
        }
    }

    /// <summary>Shows what is below it.</summary>
    public void Open() => IsOpen = IsRead;

    /// <summary>Hides it, and forgets it: a reader who opens everything in turn holds no more than what is open.</summary>
    public void Close()
    {
        (IsOpen, IsRead, Next) = (false, false, null);
        _rows.Clear();
    }

    /// <summary>Every row below it that is shown, in order; a container comes again where more of it is to be asked for.</summary>
    public IEnumerable<(JsonRow Row, bool IsMore)> Below()
    {
        var waiting = new Stack<(JsonRow Row, bool IsMore)>();
        Push(this);
        while (waiting.TryPop(out var one))
        {
            yield return one;
            if (one is { IsMore: false, Row.IsOpen: true })
            {
                Push(one.Row);
            }
        }

        void Push(JsonRow container)
        {
            if (container.Next is not null)
            {
                waiting.Push((container, true));
            }

            for (var i = container._rows.Count - 1; i >= 0; i--)
            {
                waiting.Push((container._rows[i], false));
            }
        }
    }

    [GeneratedRegex("^[A-Za-z_$][A-Za-z0-9_$]*$", RegexOptions.NonBacktracking)]
    private static partial Regex PlainName();
}
