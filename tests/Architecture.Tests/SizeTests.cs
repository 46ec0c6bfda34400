namespace Observability.Architecture.Tests;

/// <summary>Size and ceremony are what makes code ugly, and both can be measured.</summary>
public sealed class SizeTests
{
    private const int FileCap = 400;
    private const int MethodCap = 60;
    private const int ConstructorCap = 5;

    private static readonly IReadOnlyList<Member> ProductMembers = [.. Repository.Source.SelectMany(Members.In)];

    [Fact]
    public void A_file_fits_in_the_head() =>
        Rule.Holds(
            $"Over {FileCap} lines: find the seam, don't move the wall.",
            Repository.Source.Concat(Repository.Tests).Concat(Repository.Markup).Where(f => f.Lines > FileCap).Select(f => $"{f.Path}: {f.Lines} lines"));

    [Fact]
    public void A_method_fits_on_a_screen() =>
        Rule.Holds(
            $"Over {MethodCap} lines: name the parts.",
            ProductMembers.Concat(Repository.Tests.SelectMany(Members.In)).Where(m => m.Lines > MethodCap).Select(m => $"{m.Path}:{m.Line} {m.Head}: {m.Lines} lines"));

    [Fact]
    public void A_class_needs_few_others() =>
        Rule.Holds(
            $"A constructor of more than {ConstructorCap} parameters belongs to two classes.",
            Product.Types.Where(t => !Product.IsRecord(t) && !t.IsSubclassOf(typeof(Attribute)))
                .SelectMany(t => t.GetConstructors(Product.Declared))
                .Where(c => c.GetParameters().Length > ConstructorCap)
                .Select(c => $"{c.DeclaringType!.FullName}: {c.GetParameters().Length} parameters"));

    [Theory]
    [InlineData(0.5, 60)]
    [InlineData(0.9, 170)]
    public void Files_are_short_on_the_whole(double share, int budget)
    {
        var lines = Repository.Source.Select(f => f.Lines).Order().ToList();
        Assert.InRange(At(lines, share), 1, budget);
    }

    [Theory]
    [InlineData(0.5, 8)]
    [InlineData(0.99, 60)]
    public void Methods_are_short_on_the_whole(double share, int budget)
    {
        var lines = ProductMembers.Select(m => m.Lines).Order().ToList();
        Assert.InRange(At(lines, share), 1, budget);
    }

    private static int At(List<int> sorted, double share) => sorted[(int)Math.Ceiling(share * sorted.Count) - 1];
}
