using Observability.Dashboard.Playground;

namespace Observability.Dashboard.Tests.Playground;

/// <summary>Every field of a form.</summary>
internal static class FormFields
{
    public static IReadOnlyList<FormField> Of(RequestForm form) =>
    [
        .. form.SystemPrompts.Concat(form.Messages).SelectMany(m => (m.Role is { } role ? [role] : Array.Empty<FormField>()).Concat(m.More).Concat(m.Parts.SelectMany(p => p.Fields))),
        .. form.Tools,
        .. form.ResponseFormat,
        .. form.Parameters,
    ];
}
