namespace Observability.Domain.Redaction;

/// <summary>How much of what was said a project keeps. Whatever it is, the bytes between producer and provider are not touched.</summary>
public enum RedactionMode
{
    /// <summary>Everything, as it crossed the wire.</summary>
    Full,

    /// <summary>Everything, but with personal data and secrets covered up (<see cref="BodyMask"/>).</summary>
    Masked,

    /// <summary>No word of it: who called what, when, for how long, how many tokens, for how much.</summary>
    Metadata,

    /// <summary>The same with keyed hashes of bodies and pseudonyms of people: what is equal can be seen to be equal, and nothing else.</summary>
    Hash,
}
