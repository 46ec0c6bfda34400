namespace Observability.Domain.Prompts;

/// <summary>What a template is the template of.</summary>
public enum TemplateForm
{
    /// <summary>The JSON body of a call. Placeholders are read inside its strings, never in names of members.</summary>
    Json,

    /// <summary>Plain text: a partial.</summary>
    Text,
}
