namespace Observability.Dashboard.Playground;

/// <summary>The parts of a draft.</summary>
internal enum DraftTab
{
    /// <summary>The body as a form.</summary>
    Form,

    /// <summary>The body as text.</summary>
    Json,

    /// <summary>The headers.</summary>
    Headers,
}

/// <summary>What they are called.</summary>
internal static class DraftTabs
{
    /// <summary>A part's name.</summary>
    public static string Name(DraftTab tab) => tab switch { DraftTab.Form => FormText.TabForm, DraftTab.Json => "JSON", DraftTab.Headers => FormText.TabHeaders };
}
