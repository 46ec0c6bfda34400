using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Observability.Domain.Filters;

namespace Observability.Domain.Tests.Filters;

/// <summary>What holds for every filter and every text.</summary>
[Trait("Fault", "F-53")]
public sealed class FilterPropertyTests
{
    private static readonly string[] Pieces =
    [
        "model:", "user:", "-", "NOT ", "OR", " AND ", "(", ")", "\"", "\\", "*", ">", "<=", "..", "5s", "status:", "5xx", "prop.", "prop.\"", ":", " ", "\n", "a", "好", "\0", "\ud83d",
        "\ude00", "\u202E", "%", "_", "has:", "cost:", "$", "latency:", "none", "any", "or", "1e9", "999999999999999999", "k", ".", "score.a:", "header.", "failed", "-0.5", "true",
    ];

    [Fact]
    public void Reading_what_was_printed_gives_the_same_tree()
    {
        var trees = Some.Tree(FilterFields.All, Some.HostileWord, 3).Where(t => t.Terms.Count() <= Filter.MaxTerms && t.ToString().Length <= Filter.MaxLength);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5_000), Prop.ForAll(trees.ToArbitrary(), tree =>
        {
            var (filter, error) = Filter.Parse(tree.ToString());
            return (error is null && Shape(filter!.Root!) == Shape(tree) && filter.ToString() == tree.ToString()).Label($"{tree} {error}");
        }));
    }

    [Fact]
    public void No_text_makes_it_throw_and_what_it_reads_it_reads_again()
    {
        var random = new Random(20261122);
        var valid = Gen.Sample(Some.Tree(FilterFields.All, Some.HostileWord, 2), 500).Select(t => t.ToString()).ToList();
        var read = 0;
        for (var i = 0; i < 100_000; i++)
        {
            var text = (i % 4) switch
            {
                0 => FromPieces(random),
                1 => FromBytes(random),
                _ => Mutated(valid[random.Next(valid.Count)], random),
            };
            var (filter, error) = Filter.Parse(text);
            Assert.True(filter is null != error is null, text);
            if (filter is not null)
            {
                Assert.True(Filter.Parse(filter.ToString()).Filter?.Equals(filter), text);
                read++;
            }
            else
            {
                Assert.InRange(error!.Column, 1, text.Length + 1);
                Assert.InRange(error.Column - 1 + error.Length, 0, text.Length);
            }
        }

        Assert.InRange(read, 10_000, 90_000);
    }

    private static string FromPieces(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(0, 14)).Select(_ => random.Next(6) == 0 ? ((char)random.Next(0x10000)).ToString() : Pieces[random.Next(Pieces.Length)]));

    private static string FromBytes(Random random)
    {
        var bytes = new byte[random.Next(60)];
        random.NextBytes(bytes);
        return (random.Next(3) == 0 ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);
    }

    // A slip or two in what could be read: something left out, doubled, put in, or out of its place.
    private static string Mutated(string text, Random random)
    {
        for (var slips = random.Next(1, 4); slips > 0; slips--)
        {
            var (at, to) = (random.Next(text.Length + 1), random.Next(text.Length + 1));
            var (from, end) = (Math.Min(at, to), Math.Min(text.Length, Math.Max(at, to)));
            text = random.Next(4) switch
            {
                0 => text.Remove(from, Math.Min(end - from, 3)),
                1 => text.Insert(at, text[from..end]),
                2 => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
                _ => text[end..] + text[..from],
            };
        }

        return text;
    }

    [Fact]
    public void No_text_takes_long()
    {
        string[] texts =
        [
            new('(', Filter.MaxLength), new('-', Filter.MaxLength), new('*', Filter.MaxLength), new('"', Filter.MaxLength), new('\\', Filter.MaxLength),
            string.Concat(Enumerable.Repeat("NOT ", 1_000)), string.Concat(Enumerable.Repeat("a OR ", 800)), string.Concat(Enumerable.Repeat("(a ", 1_300)),
            string.Concat(Enumerable.Repeat("model:a*", 500)), "x:" + new string('y', 3_900), new string('z', 3_900) + ":1",
        ];
        var started = TimeProvider.System.GetTimestamp();
        foreach (var text in texts)
        {
            _ = Filter.Parse(text);
        }

        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0, 10);
    }

    private static string Shape(FilterExpression expression) => expression switch
    {
        Not not => $"not({Shape(not.Inner)})",
        AllOf all => $"all({string.Join(',', all.Parts.Select(Shape))})",
        AnyOf any => $"any({string.Join(',', any.Parts.Select(Shape))})",
        Term term => $"{term.Field}/{JsonSerializer.Serialize(term.Property)}/{term.Match.GetType().Name}/{Shape(term.Match)}",
        _ => throw new InvalidOperationException(),
    };

    private static string Shape(FilterMatch match) => match is TextMatch text ? JsonSerializer.Serialize(text.Parts) + text.Exact : match.ToString();
}
