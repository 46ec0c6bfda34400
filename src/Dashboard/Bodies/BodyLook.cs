namespace Observability.Dashboard.Bodies;

/// <summary>Ways to look at a body.</summary>
public enum BodyLook
{
    /// <summary>Its events with their times.</summary>
    Events,

    /// <summary>Its JSON, unfolded where the reader opens it.</summary>
    Tree,

    /// <summary>The text it comes to once its events are joined.</summary>
    Joined,

    /// <summary>Its text as it is.</summary>
    Text,
}
