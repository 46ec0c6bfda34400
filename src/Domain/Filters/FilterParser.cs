namespace Observability.Domain.Filters;

/// <summary>
/// Reads a filter by recursive descent. The grammar:
/// <code>
/// either := every (OR every)*
/// every  := operand ((AND)? operand)*
/// operand := (- | NOT)* ( "(" either ")" | term )
/// term   := field ":" ( value | "(" either of values ")" ) | text
/// </code>
/// </summary>
internal sealed class FilterParser(string text)
{
    private readonly FilterScanner _scanner = new(text);
    private FilterError? _error;
    private int _terms;

    /// <summary>The tree, or what is wrong; neither when the text is empty.</summary>
    public (FilterExpression? Root, FilterError? Error) Parse()
    {
        _scanner.SkipSpace();
        if (_scanner.AtEnd)
        {
            return (null, null);
        }

        var root = Either(null, 0);
        if (_error is null && !_scanner.AtEnd)
        {
            Fail(_scanner.At, 1, column => $"There is no ( for the ) at column {column}.");
        }

        return _error is null ? (root, null) : (null, _error);
    }

    private FilterExpression? Either(Subject? subject, int depth)
    {
        var options = new List<FilterExpression>();
        do
        {
            if (Every(subject, depth) is not { } option)
            {
                return null;
            }

            options.Add(option);
        }
        while (_scanner.TakeOperator("OR"));
        return AnyOf.Of(options);
    }

    private FilterExpression? Every(Subject? subject, int depth)
    {
        var parts = new List<FilterExpression>();
        while (true)
        {
            _scanner.SkipSpace();
            var and = parts.Count > 0 && _scanner.TakeOperator("AND");
            _scanner.SkipSpace();
            if ((_scanner.AtEnd || _scanner.Here == ')' || IsOr()) && !and && parts.Count > 0)
            {
                return AllOf.Of(parts);
            }

            if (Operand(subject, depth) is not { } part)
            {
                return null;
            }

            parts.Add(part);
        }
    }

    private FilterExpression? Operand(Subject? subject, int depth)
    {
        var negated = false;
        while (_scanner.TakeMinus() || _scanner.TakeOperator("NOT"))
        {
            negated = !negated;
            _scanner.SkipSpace();
        }

        var inner = Primary(subject, depth);
        return inner is null || !negated ? inner : Not.Of(inner);
    }

    private FilterExpression? Primary(Subject? subject, int depth)
    {
        var at = _scanner.At;
        if (_scanner.AtEnd || _scanner.Here == ')' || IsOr() || _scanner.TakeOperator("AND"))
        {
            return Fail(at, 0, column => $"Something to look for is missing at column {column}.");
        }

        if (_scanner.Here == '(')
        {
            return Group(subject, depth);
        }

        return subject is null ? Term(depth) : Value(subject);
    }

    private FilterExpression? Group(Subject? subject, int depth)
    {
        var at = _scanner.At;
        if (depth == Filter.MaxDepth)
        {
            return Fail(at, 1, column => $"Parentheses at column {column} are nested deeper than {Filter.MaxDepth}.");
        }

        _scanner.Take('(');
        var inner = Either(subject, depth + 1);
        return inner is null || _scanner.Take(')') ? inner : Fail(at, 1, column => $"The ( at column {column} is not closed.");
    }

    private FilterExpression? Term(int depth)
    {
        var at = _scanner.At;
        if (_scanner.Here == '"' || _scanner.TakeField() is not var (name, quoted))
        {
            return Value(new(FilterFields.Text, null, at));
        }

        var (field, property) = FieldOf(name, quoted);
        if (field is null)
        {
            return Unknown(name, at);
        }

        var subject = new Subject(field, property, at);
        return _scanner.Here == '(' ? Group(subject, depth) : Value(subject);
    }

    private Term? Value(Subject subject)
    {
        var comparison = subject.Field == FilterFields.Text ? null : _scanner.TakeComparison();
        var at = _scanner.At;
        var token = _scanner.Here == '"' ? _scanner.TakeQuoted() : _scanner.TakeBare();
        if (token is null)
        {
            return FailTerm(at, text.Length - at, column => $"The quote at column {column} is not closed.");
        }

        if (token is { Quoted: false, Plain: true, Text: "" } && _scanner.AtBoundary)
        {
            return FailTerm(at, 0, column => $"A value is missing at column {column}: write it directly after {subject.Field}:.");
        }

        if (!_scanner.AtBoundary)
        {
            return FailTerm(_scanner.At, 1, column => $"'{Shown(_scanner.Here)}' at column {column} stands inside a value: put the whole value in quotes, or a space before it.");
        }

        if (subject.Field == FilterFields.Text && token.Plain && AlmostLanguage(token) is { } almost)
        {
            return FailTerm(at, token.Text.Length, almost);
        }

        if (++_terms > Filter.MaxTerms)
        {
            return FailTerm(subject.At, 0, column => $"The term at column {column} is one too many: a filter has at most {Filter.MaxTerms}.");
        }

        var (match, error) = FilterValues.Read(subject.Field, comparison, token);
        _error ??= error;
        return match is null ? null : new(subject.Field, subject.Property, match);
    }

    // prop.region and prop."a name"; fields that are not named have their name alone.
    private static (FilterField? Field, string? Property) FieldOf(string name, string? quoted)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            return FilterFields.Find(name) is { IsNamed: false } field ? (field, null) : (null, null);
        }

        var own = name[(dot + 1)..] is { Length: > 0 } rest && quoted is null ? rest : dot == name.Length - 1 ? quoted : null;
        return own is not null && FilterFields.Find(name[..dot]) is { IsNamed: true } named ? (named, named.NameOf(own)) : (null, null);
    }

    private FilterExpression? Unknown(string name, int at)
    {
        if (FilterFields.Find(name.TrimEnd('.')) is { IsNamed: true } named)
        {
            return Fail(at, name.Length, named.Kind switch
            {
                FilterKind.Score => column => $"The score's name is missing at column {column}: write score.accuracy:>0.8.",
                FilterKind.Header => column => $"The header's name is missing at column {column}: write header.x-request-id:value.",
                _ => column => $"The property's name is missing at column {column}: write prop.region:value.",
            });
        }

        var near = FilterFields.Nearest(name);
        return Fail(at, name.Length, column => near is null
            ? $"Unknown field '{Shown(name)}' at column {column}. To look for this text, put it in quotes."
            : $"Unknown field '{Shown(name)}' at column {column}. Did you mean {near}?", near);
    }

    // What looks like a word of the language: nobody is left to guess how it was read.
    private static Func<int, string>? AlmostLanguage(FilterToken token) =>
        token.Text == "-" ? column => $"'{token.Text}' at column {column}: write it directly before what it negates, or in quotes to look for it."
        : FilterScanner.IsOperator(token.Text) ? column => $"'{token.Text}' at column {column}: write it in capitals to join terms, or in quotes to look for the word."
        : null;

    private bool IsOr()
    {
        var at = new FilterScanner(text[_scanner.At..Math.Min(text.Length, _scanner.At + 3)]);
        return at.TakeOperator("OR");
    }

    private static string Shown(char c) => c.ToString();

    private static string Shown(string value) => StoredText.OneLine(value, FilterValues.MaxShown);

    private FilterExpression? Fail(int at, int length, Func<int, string> message, string? suggestion = null)
    {
        _error ??= new(message(at + 1), at + 1, length, suggestion);
        return null;
    }

    private Term? FailTerm(int at, int length, Func<int, string> message)
    {
        Fail(at, length, message);
        return null;
    }

    /// <summary>What the values inside a term are values of.</summary>
    private sealed record Subject(FilterField Field, string? Property, int At);
}
