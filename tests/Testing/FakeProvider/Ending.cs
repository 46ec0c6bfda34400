namespace Observability.Testing.FakeProvider;

/// <summary>How an answer ends.</summary>
public enum Ending
{
    /// <summary>As it should.</summary>
    Whole,

    /// <summary>The connection is reset after half of the answer, a stream's or a plain one's.</summary>
    BreaksHalfway,

    /// <summary>The connection is reset before anything was answered.</summary>
    BreaksAtOnce,

    /// <summary>A stream turns into an error after half of its frames, with status 200; a plain answer becomes a 500.</summary>
    ErrorHalfway,

    /// <summary>Nothing is answered until the client gives up.</summary>
    Never,
}
