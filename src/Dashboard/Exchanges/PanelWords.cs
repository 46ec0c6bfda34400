namespace Observability.Dashboard.Exchanges;

/// <summary>What the panel calls its tabs and the ways to read a text.</summary>
public static class PanelWords
{
    /// <summary>A tab's name.</summary>
    public static string Name(DetailTab tab) => tab switch
    {
        DetailTab.Conversation => PanelText.Conversation,
        DetailTab.Timeline => PanelText.Timeline,
        DetailTab.Cost => PanelText.Cost,
        DetailTab.Request => PanelText.Request,
        DetailTab.Response => PanelText.Response,
        DetailTab.Headers => PanelText.Headers,
        DetailTab.Related => PanelText.Related,
        DetailTab.Notes => PanelText.Notes,
    };

    /// <summary>A way to read.</summary>
    public static string Name(TextLook look) => look switch
    {
        TextLook.Markdown => ConversationText.Markdown,
        TextLook.Plain => ConversationText.Plain,
    };
}
