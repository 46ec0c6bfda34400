namespace Observability.Domain.Formats;

/// <summary>What one event of a stream brought of the answer itself.</summary>
[Flags]
internal enum Generated
{
    /// <summary>Nothing: a role, a filter's verdict, usage.</summary>
    Nothing = 0,

    /// <summary>What a person is not shown as the answer: reasoning, a tool call.</summary>
    Hidden = 1,

    /// <summary>What a person sees or hears: text, a refusal, sound, an image.</summary>
    Visible = 2,
}
