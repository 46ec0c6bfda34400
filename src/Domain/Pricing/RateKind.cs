namespace Observability.Domain.Pricing;

/// <summary>What a rate is asked for. The comment says per what.</summary>
public enum RateKind
{
    /// <summary>Input tokens that have no dearer or cheaper rate of their own, per million.</summary>
    Input,

    /// <summary>Input tokens read from the provider's cache, per million.</summary>
    CacheRead,

    /// <summary>Input tokens written to the provider's cache (for five minutes, where it knows several terms), per million.</summary>
    CacheWrite,

    /// <summary>Input tokens written to the provider's cache for an hour, per million.</summary>
    CacheWriteHour,

    /// <summary>Output tokens that have no rate of their own, per million.</summary>
    Output,

    /// <summary>Reasoning tokens, per million, where they cost other than output.</summary>
    Reasoning,

    /// <summary>Input tokens of sound, per million.</summary>
    AudioInput,

    /// <summary>Input tokens of sound read from the cache, per million.</summary>
    AudioCacheRead,

    /// <summary>Output tokens of sound, per million.</summary>
    AudioOutput,

    /// <summary>Input tokens of images, per million.</summary>
    ImageInput,

    /// <summary>Output tokens of images, per million.</summary>
    ImageOutput,

    /// <summary>Each call.</summary>
    Request,

    /// <summary>Web searches, per thousand.</summary>
    Search,

    /// <summary>Search units of a rerank, per thousand.</summary>
    SearchUnit,

    /// <summary>Each image made.</summary>
    Image,

    /// <summary>Sound heard, per hour.</summary>
    AudioHour,

    /// <summary>Characters spoken, per million.</summary>
    Character,

    /// <summary>Time of the machine that ran a local model, per hour.</summary>
    MachineHour,
}
