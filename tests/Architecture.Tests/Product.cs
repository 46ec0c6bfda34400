using System.CodeDom.Compiler;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Observability.Architecture.Tests;

/// <summary>The product's assemblies and the types people wrote in them.</summary>
internal static class Product
{
    public const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static Assembly Domain { get; } = Assembly.Load("Observability.Domain");

    public static Assembly Ingest { get; } = Assembly.Load("Observability.Ingest");

    public static Assembly Dashboard { get; } = Assembly.Load("Observability.Dashboard");

    public static Assembly Standalone { get; } = Assembly.Load("Observability.Standalone");

    public static IReadOnlyList<Assembly> All { get; } = [Domain, Ingest, Dashboard, Standalone];

    /// <summary>Classes, structs, interfaces and enums of all assemblies, without what a compiler or generator made.</summary>
    public static IReadOnlyList<Type> Types { get; } = [.. All.SelectMany(a => a.GetTypes()).Where(IsWritten)];

    /// <summary>Whether a type is a record: its members are its value, not its dependencies.</summary>
    public static bool IsRecord(Type type) => type.GetMethod("PrintMembers", Declared) is not null;

    public static bool IsGenerated(MemberInfo member) =>
        member.Name.Contains('<', StringComparison.Ordinal) || member.IsDefined(typeof(CompilerGeneratedAttribute)) || member.IsDefined(typeof(GeneratedCodeAttribute));

    private static bool IsWritten(Type type) =>
        type.Namespace?.StartsWith("Observability.", StringComparison.Ordinal) == true
        && !IsGenerated(type) && (type.DeclaringType is null || IsWritten(type.DeclaringType));
}
