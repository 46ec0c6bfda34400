using Microsoft.AspNetCore.Components;

namespace Observability.Architecture.Tests;

/// <summary>What kinds of type there are, and what they may hold.</summary>
public sealed class ShapeTests
{
    /// <summary>Interfaces with fewer than two implementations in src, each with the reason it is there.</summary>
    private static readonly Dictionary<string, string> LonelyInterfaces = [];

    [Fact]
    public void Every_class_is_sealed_or_made_to_be_inherited() =>
        Rule.Holds(
            "Seal it; nobody inherits by accident.",
            Product.Types.Where(t => t is { IsClass: true, IsSealed: false, IsAbstract: false } && t.Name != "_Imports" && !t.IsSubclassOf(typeof(ComponentBase)))
                .Select(t => t.FullName!));

    [Fact]
    public void Every_interface_has_two_implementations() =>
        Rule.Holds(
            "An interface with one implementation is a second place to look. Remove it, or give the reason in LonelyInterfaces.",
            Product.Types.Where(t => t.IsInterface && Product.Types.Count(c => c.IsClass && c.IsAssignableTo(t)) < 2 && !LonelyInterfaces.ContainsKey(t.Name))
                .Select(t => t.FullName!));

    [Fact]
    public void Nothing_static_changes() =>
        Rule.Holds(
            "Static state is shared by every request, circuit and test. Give it an owner.",
            Product.Types.SelectMany(t => t.GetFields(Product.Declared))
                .Where(f => f is { IsStatic: true, IsInitOnly: false, IsLiteral: false } && (!Product.IsGenerated(f) || f.Name.Contains("k__BackingField", StringComparison.Ordinal)))
                .Select(f => $"{f.DeclaringType!.FullName}.{f.Name}"));

    [Fact]
    public void No_event_is_static() =>
        Rule.Holds(
            "A static event keeps its listeners alive for ever.",
            Product.Types.SelectMany(t => t.GetEvents(Product.Declared)).Where(e => e.AddMethod!.IsStatic).Select(e => $"{e.DeclaringType!.FullName}.{e.Name}"));

    [Fact]
    public void No_region_hides_code() =>
        Rule.Holds("What needs folding is too long.", Repository.Source.Concat(Repository.Tests).Where(f => f.Code.Contains("#region", StringComparison.Ordinal)).Select(f => f.Path));

    [Fact]
    public void Nothing_is_left_to_do_in_the_source() =>
        Rule.Holds(
            "Do it, or open an issue and leave the code clean.",
            Repository.Source.Concat(Repository.Markup).SelectMany(f => Lines(f).Where(l => l.Text.Contains("TODO", StringComparison.Ordinal) || l.Text.Contains("FIXME", StringComparison.Ordinal) || l.Text.Contains("NotImplementedException", StringComparison.Ordinal)))
                .Select(l => $"{l.Path}:{l.Number} {l.Text.Trim()}"));

    private static IEnumerable<(string Path, int Number, string Text)> Lines(SourceFile file) => file.Text.Split('\n').Select((text, i) => (file.Path, i + 1, text));
}
