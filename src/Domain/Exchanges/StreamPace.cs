using Observability.Domain.Formats;

namespace Observability.Domain.Exchanges;

/// <summary>How a streamed answer came: when its events with generated content arrived, from the arrival of the request on.</summary>
/// <param name="FirstToken">Until the first of them; null when there is none or the timeline does not reach it.</param>
/// <param name="FirstVisible">Until the first that a person sees; null likewise.</param>
/// <param name="LastToken">Until the last; null likewise.</param>
/// <param name="Gaps">The times between them; null with fewer than two of them.</param>
internal sealed record StreamPace(TimeSpan? FirstToken, TimeSpan? FirstVisible, TimeSpan? LastToken, StreamGaps? Gaps)
{
    /// <summary>The pace of a reading's stream. One walk over the timeline, and a sort of the gaps.</summary>
    /// <param name="reading">Its offsets point into the decoded body.</param>
    /// <param name="chunks">When that arrived.</param>
    public static StreamPace Of(Reading reading, ChunkTimeline chunks)
    {
        var offsets = reading.TokenOffsets;
        var arrivals = chunks.ArrivalsOf(offsets);
        TimeSpan? visible = null;
        for (var i = 0; i < arrivals.Count && visible is null; i++)
        {
            visible = offsets[i] == reading.FirstVisibleOffset ? arrivals[i] : null;
        }

        return new(
            arrivals.Count > 0 ? arrivals[0] : null,
            visible,
            arrivals.Count > 0 && arrivals.Count == offsets.Count ? arrivals[^1] : null,
            StreamGaps.Between(arrivals));
    }
}
