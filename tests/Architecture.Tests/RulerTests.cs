namespace Observability.Architecture.Tests;

/// <summary>The rules measure with a small reader of C#; this measures the reader.</summary>
public sealed class RulerTests
{
    private const string Sample = """"
        namespace X;

        /* class Hidden { */
        [Note("class Trap {")]
        public sealed class Sample(int a) : Other("}")
        {
            private static readonly char[] Braces = ['{', '}', '\'', '"'];
            private readonly string _raw = """{ "a": "}" }""";

            public string Name { get; } = $"{a} {{ {(a > 1 ? "}" : "{")}";

            public int Twice() => 2 * a;

            public T First<T>(T[] list)
                where T : class
            {
                // }
                if (list.Length > 0)
                {
                    return list[0];
                }

                return null!;
            }
        }
        """";

    [Fact]
    public void Members_are_found_behind_comments_strings_and_constraints() =>
        Assert.Equal(
            [("public string Name", 1), ("public int Twice()", 1), ("public T First<T>(T[] list) where T : class", 11)],
            Members.In(new("src/Sample.cs", Sample)).Select(m => (m.Head, m.Lines)));

    [Fact]
    public void Blanking_moves_nothing()
    {
        var code = CodeOnly.Of(Sample);
        Assert.Equal(Sample.Length, code.Length);
        Assert.Equal(Sample.Count(c => c == '\n'), code.Count(c => c == '\n'));
        Assert.Equal(code.Count(c => c == '{'), code.Count(c => c == '}'));
        Assert.DoesNotContain("Hidden", code, StringComparison.Ordinal);
        Assert.DoesNotContain("Trap", code, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_file_of_the_repository_balances_its_braces() =>
        Rule.Holds(
            "The reader of Architecture.Tests lost its way in a file: its other findings there cannot be trusted.",
            Repository.Source.Concat(Repository.Tests).Where(f => f.Code.Count(c => c == '{') != f.Code.Count(c => c == '}')).Select(f => f.Path));
}
