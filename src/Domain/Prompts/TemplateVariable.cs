namespace Observability.Domain.Prompts;

/// <summary>What a variable of a template is.</summary>
/// <param name="Name">Its name, as written.</param>
/// <param name="Type">What its values must be.</param>
/// <param name="Default">The value that stands in the template for when nobody gives one; null = it must be given.</param>
public sealed record TemplateVariable(string Name, VariableType Type, string? Default);

/// <summary>What the values of a variable must be. It matters where a JSON string is nothing but the variable: the string then becomes that value.</summary>
public enum VariableType
{
    /// <summary>Any text; it stays a string.</summary>
    Text,

    /// <summary>A number as JSON writes them.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>Any JSON value, such as a list of tools.</summary>
    Json,
}
