using System.Text.RegularExpressions;

namespace Observability.Architecture.Tests;

/// <summary>A method, constructor, property or accessor with a body.</summary>
/// <param name="Path">File.</param>
/// <param name="Line">Its first line, from 1.</param>
/// <param name="Head">Its signature, shortened.</param>
/// <param name="Lines">From its signature to the end of its body.</param>
internal sealed record Member(string Path, int Line, string Head, int Lines);

/// <summary>Finds members by counting braces: plain, and enough for code that the formatter keeps in shape.</summary>
internal static partial class Members
{
    /// <summary>Every member with a body in <paramref name="file"/>. Statements at the top of a file count as one.</summary>
    public static IEnumerable<Member> In(SourceFile file)
    {
        var code = file.Code;
        var insideTypes = 0;
        var headStart = 0;
        for (var at = 0; at < code.Length; at++)
        {
            if (code[at] is not ('{' or '}' or ';'))
            {
                continue;
            }

            var head = code[headStart..at];
            if (code[at] == '{' && IsType(head))
            {
                insideTypes++;
            }
            else if (code[at] == '}')
            {
                insideTypes--;
            }
            else
            {
                var end = code[at] == ';' ? at : BodyEnd(code, at);
                if (insideTypes > 0 && IsMember(head, code[headStart..end]))
                {
                    yield return Measure(file, headStart, end);
                }

                at = end;
            }

            headStart = at + 1;
        }

        if (!code.Contains("namespace ", StringComparison.Ordinal))
        {
            yield return new(file.Path, 1, "(statements)", file.Lines);
        }
    }

    private static bool IsType(string head) => TypeHead().IsMatch(Attributes().Replace(head, ""));

    // A field with a long table is data; a field with a lambda is code. Abstract members and plain fields have no body.
    private static bool IsMember(string head, string whole) =>
        whole.Contains("=>", StringComparison.Ordinal)
        || (whole.Contains('{', StringComparison.Ordinal) && !Parentheses().Replace(head, "").Contains('=', StringComparison.Ordinal));

    // The closing brace, or what follows it up to the semicolon where the brace is in the middle of an expression.
    private static int BodyEnd(string code, int open)
    {
        var depth = 0;
        for (var at = open; at < code.Length; at++)
        {
            depth += code[at] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
            {
                return AfterExpression(code, at);
            }
        }

        return code.Length - 1;
    }

    private static int AfterExpression(string code, int close)
    {
        var next = close + 1;
        while (next < code.Length && char.IsWhiteSpace(code[next]))
        {
            next++;
        }

        if (next >= code.Length || code[next] is not (';' or '.' or ')' or ']' or ',' or '?' or ':'))
        {
            return close;
        }

        var depth = 0;
        for (; next < code.Length; next++)
        {
            depth += code[next] switch { '{' => 1, '}' => -1, _ => 0 };
            if ((code[next] == ';' && depth == 0) || depth < 0)
            {
                return depth < 0 ? next - 1 : next;
            }
        }

        return close;
    }

    private static Member Measure(SourceFile file, int start, int end)
    {
        while (start < end && char.IsWhiteSpace(file.Code[start]))
        {
            start++;
        }

        var head = Whitespace().Replace(file.Code[start..end].Split('{', '=')[0], " ").Trim();
        return new(file.Path, file.Code.AsSpan(0, start).Count('\n') + 1, head.Length > 70 ? head[..70] + "…" : head, file.Code.AsSpan(start, end - start).Count('\n') + 1);
    }

    [GeneratedRegex(@"^[^(=]*\b(class|struct|interface|record|enum)\s+\w|^\s*extension\s*[(<]")]
    private static partial Regex TypeHead();

    [GeneratedRegex(@"\[[^\[\]]*\]")]
    private static partial Regex Attributes();

    [GeneratedRegex(@"\([^()]*\)")]
    private static partial Regex Parentheses();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
