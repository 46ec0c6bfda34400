namespace Observability.Dashboard.Exports;

/// <summary>Why an exchange is no example to train on.</summary>
public enum ExportGap
{
    /// <summary>It failed, was stopped or was cut off.</summary>
    NotCompleted,

    /// <summary>The answer ended before the model was done: a limit, a content filter, a refusal.</summary>
    CutShort,

    /// <summary>It is no conversation: embeddings, lists of models, what no format reads.</summary>
    NoConversation,

    /// <summary>Its bodies were not kept whole, or retention dropped them.</summary>
    NoBodies,

    /// <summary>Images, sounds or files that were sent inline, which the format does not take over.</summary>
    InlineMedia,

    /// <summary>Tools the format cannot tell: run by the provider, without an id, or described in a way that is not read.</summary>
    Tools,

    /// <summary>Something in a message that is not understood.</summary>
    NotUnderstood,
}
