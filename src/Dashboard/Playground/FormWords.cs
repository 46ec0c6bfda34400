namespace Observability.Dashboard.Playground;

/// <summary>What forms call things.</summary>
public static class FormWords
{
    /// <summary>A kind of part.</summary>
    public static string Name(PartKind kind) => kind switch
    {
        PartKind.Text => FormText.PartText,
        PartKind.Image => FormText.PartImage,
        PartKind.ToolCall => FormText.PartToolCall,
        PartKind.ToolResult => FormText.PartToolResult,
        PartKind.Other => FormText.PartOther,
    };
}
