namespace Observability.Domain.Filters;

/// <summary>What the values of a field are, and so how a term of it is read and compared.</summary>
public enum FilterKind
{
    /// <summary>A name: compared as a whole, without regard to case, <c>*</c> for any characters; in quotes letter by letter.</summary>
    Name,

    /// <summary>An identifier: compared as a whole and always letter by letter, <c>*</c> for any characters.</summary>
    Identifier,

    /// <summary>Names of which any may fit, compared as <see cref="Name"/>.</summary>
    Names,

    /// <summary>A key of ours, by its name or its id.</summary>
    Key,

    /// <summary>An end user, by id, name or e-mail address.</summary>
    User,

    /// <summary>A property that a producer set; its name is part of the field: <c>prop.region</c>.</summary>
    Property,

    /// <summary>A header that was kept; its name is part of the field: <c>header.x-request-id</c>. It may have several lines, of which any may fit.</summary>
    Header,

    /// <summary>A score given to a request; its name is part of the field: <c>score.accuracy</c>. A number, or <c>true</c> and <c>false</c>.</summary>
    Score,

    /// <summary>Running text: found anywhere in it, without regard to case; in quotes as one phrase.</summary>
    Text,

    /// <summary>One of a closed set of words.</summary>
    Word,

    /// <summary>What a row has, one of a closed set of words, each a condition of its own.</summary>
    Presence,

    /// <summary>A UUID.</summary>
    Uuid,

    /// <summary>Yes or no.</summary>
    Flag,

    /// <summary>An HTTP status: <c>429</c>, a class such as <c>5xx</c>, a comparison, a range.</summary>
    Status,

    /// <summary>A number, with <c>k</c> for thousands and <c>M</c> for millions.</summary>
    Count,

    /// <summary>US dollars.</summary>
    Money,

    /// <summary>A duration with its unit; rows hold microseconds.</summary>
    Duration,

    /// <summary>A size in bytes, or with a unit such as <c>kB</c> or <c>MiB</c>.</summary>
    Size,
}
