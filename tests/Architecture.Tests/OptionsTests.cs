using System.ComponentModel.DataAnnotations;

namespace Observability.Architecture.Tests;

/// <summary>A wrong option stops the start with a sentence, not a request at night.</summary>
public sealed class OptionsTests
{
    private static readonly HashSet<Type> Numbers =
        [typeof(int), typeof(long), typeof(short), typeof(double), typeof(float), typeof(decimal), typeof(TimeSpan)];

    private static readonly IReadOnlyList<Type> Options =
        [.. Product.Types.Where(t => t is { IsClass: true, IsNested: false } && t.Name.EndsWith("Options", StringComparison.Ordinal))];

    [Fact]
    public void Every_options_class_is_checked_at_the_start() =>
        Rule.Holds(
            "Register it with AddOptionsWithValidateOnStart<T>().BindConfiguration(…).ValidateDataAnnotations().",
            Options.Where(t => !Repository.Source.Any(f => f.Code.Contains($"AddOptionsWithValidateOnStart<{t.Name}>", StringComparison.Ordinal)))
                .Select(t => t.FullName!));

    [Fact]
    public void Every_number_has_a_range() =>
        Rule.Holds(
            "A number without [Range] accepts -1 and the age of the universe.",
            Options.SelectMany(t => t.GetProperties(Product.Declared))
                .Where(p => p.SetMethod is not null && Numbers.Contains(Nullable.GetUnderlyingType(p.PropertyType) ?? p.PropertyType) && !p.IsDefined(typeof(RangeAttribute), true))
                .Select(p => $"{p.DeclaringType!.FullName}.{p.Name}"));
}
