using System.Reflection;
using System.Text;
using Observability.Domain.Formats;

namespace Observability.Architecture.Tests;

/// <summary>The public surface of Domain is what both hosts build on: a change to it is seen in review, as a change of one text file.</summary>
public sealed class PublicSurfaceTests
{
    private const string Approved = "tests/Architecture.Tests/Domain.api.txt";
    private const string Accept = "ACCEPT_PUBLIC_SURFACE";

    [Fact]
    public void The_public_surface_of_Domain_is_the_approved_one()
    {
        var now = Print();
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            File.WriteAllText(Repository.Full(Approved), now);
        }

        var approved = Repository.ReadText(Approved).Split('\n');
        var current = now.Split('\n');
        Rule.Holds(
            $"The public surface changed. If that is meant, run the tests once with {Accept}=1 and commit {Approved}.",
            approved.Except(current).Select(line => "- " + line).Concat(current.Except(approved).Select(line => "+ " + line)));
    }

    private static string Print()
    {
        var text = new StringBuilder();

        // Formats are found by reflection and named by nobody: one more is one file and its recordings.
        foreach (var type in Product.Domain.GetExportedTypes().Where(t => !Product.IsGenerated(t) && t.BaseType != typeof(ProviderFormat)).OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(type.FullName).Append('\n');
            foreach (var line in Lines(type).Distinct().Order(StringComparer.Ordinal))
            {
                text.Append("  ").Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    // What every record has is left out: it says nothing that "record" doesn't.
    private static IEnumerable<string> Lines(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type);
        }

        const BindingFlags Visible = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        return type.GetConstructors(Visible).Select(c => $"new({Parameters(c)})")
            .Concat(type.GetFields(Visible).Select(f => $"{f.Name}: {Name(f.FieldType)}"))
            .Concat(type.GetProperties(Visible).Where(p => p.Name != "EqualityContract").Select(p => $"{p.Name}: {Name(p.PropertyType)} {{{(p.GetMethod is null ? "" : " get")}{(p.SetMethod?.IsPublic == true ? " set" : "")} }}"))
            .Concat(type.GetMethods(Visible)
                .Where(m => !m.IsSpecialName && !m.Name.Contains('<', StringComparison.Ordinal) && m.Name is not ("Equals" or "GetHashCode" or "ToString" or "Deconstruct"))
                .Select(m => $"{m.Name}({Parameters(m)}): {Name(m.ReturnType)}"));
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p => $"{Name(p.ParameterType)} {p.Name}"));

    private static string Name(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return Name(inner) + "?";
        }

        return type.IsGenericType
            ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : type.IsArray ? Name(type.GetElementType()!) + "[]" : type.Name;
    }
}
