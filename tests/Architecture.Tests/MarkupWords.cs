using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Observability.Architecture.Tests;

/// <summary>Words that stand in the markup of components: between tags, in attributes that are read, and in parameters that become either.</summary>
/// <remarks>
/// Read from what the Razor compiler made of the markup, where text is what goes to the RenderTreeBuilder, so that C# in a .razor file is never
/// taken for text, nor text for C#.
/// </remarks>
internal static partial class MarkupWords
{
    /// <summary>Attributes and parameters whose value somebody reads.</summary>
    private static readonly HashSet<string> Read = ["title", "aria-label", "placeholder", "alt", "Title", "Label", "Reason", "Action", "Note", "Hint", "Placeholder"];

    /// <summary>All of them, by the component they are in.</summary>
    public static IEnumerable<(Type Component, string Words)> In(Assembly assembly) =>
        from type in assembly.GetTypes()
        let component = Outermost(type)
        where component.IsAssignableTo(typeof(IComponent))
        from method in type.GetMethods(Product.Declared).Cast<MethodBase>().Concat(type.GetConstructors(Product.Declared))
        from words in Of(method)
        where Letters().IsMatch(words)
        select (component, words);

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static IEnumerable<string> Of(MethodBase method)
    {
        // The strings that were pushed since the builder was called last belong to its next call. Code is not read as words.
        var pushed = new List<string>();
        var elements = new Stack<string>();
        foreach (var (text, called) in Instructions.Of(method))
        {
            if (text is not null)
            {
                pushed.Add(text);
            }
            else if (called?.DeclaringType == typeof(RenderTreeBuilder))
            {
                foreach (var words in elements.Contains("code") || elements.Contains("pre") ? [] : Words(called.Name, pushed))
                {
                    yield return words;
                }

                Follow(called.Name, pushed, elements);
                pushed.Clear();
            }
        }
    }

    private static void Follow(string call, List<string> pushed, Stack<string> elements)
    {
        if (call == nameof(RenderTreeBuilder.OpenElement))
        {
            elements.Push(pushed.LastOrDefault() ?? "");
        }
        else if (call == nameof(RenderTreeBuilder.CloseElement))
        {
            elements.TryPop(out _);
        }
    }

    private static IEnumerable<string> Words(string call, List<string> pushed) => call switch
    {
        nameof(RenderTreeBuilder.AddMarkupContent) => pushed.SelectMany(Html),
        nameof(RenderTreeBuilder.AddContent) => pushed,
        nameof(RenderTreeBuilder.AddAttribute) or nameof(RenderTreeBuilder.AddComponentParameter) when pushed is [var name, ..] && Read.Contains(name) => pushed.Skip(1),
        _ => [],
    };

    private static IEnumerable<string> Html(string html)
    {
        var said = ReadAttribute().Matches(html).Select(m => m.Groups[1].Value);
        return Tag().Split(Code().Replace(html, "")).Concat(said).Select(WebUtility.HtmlDecode).OfType<string>().Select(text => text.Trim());
    }

    [GeneratedRegex(@"\p{L}{2,}")]
    private static partial Regex Letters();

    [GeneratedRegex("<code[^>]*>.*?</code>", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("\\b(?:title|aria-label|placeholder|alt)=\"([^\"]*)\"")]
    private static partial Regex ReadAttribute();
}
