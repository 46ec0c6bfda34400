using System.Globalization;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Bodies;

/// <summary>What the panel says of bodies.</summary>
public static class BodyWords
{
    /// <summary>A way to look at one.</summary>
    public static string Name(BodyLook look) => look switch
    {
        BodyLook.Events => BodiesText.Events,
        BodyLook.Tree => BodiesText.Tree,
        BodyLook.Joined => BodiesText.Joined,
        BodyLook.Text => BodiesText.AsItIs,
    };

    /// <summary>The ways to look at a body, the first at first.</summary>
    public static IReadOnlyList<BodyLook> LooksAt(BodyFacts facts, bool isAnswer) => facts.Kind switch
    {
        BodyKind.Events or BodyKind.Lines => isAnswer ? [BodyLook.Events, BodyLook.Joined, BodyLook.Text] : [BodyLook.Text],
        // What fits on a screen or two is laid out at once.
        BodyKind.Json when facts.Length <= ReadPiece.Bytes => [BodyLook.Text, BodyLook.Tree],
        BodyKind.Json => [BodyLook.Tree, BodyLook.Text],
        BodyKind.Text => [BodyLook.Text],
        _ => [],
    };

    /// <summary>How long it is on the wire, and how much of it was kept.</summary>
    public static string Length(BodyFacts facts, long total) => facts.Kept < total
        ? string.Format(CultureInfo.CurrentCulture, PanelText.OnTheWireKept, Figures.Size(total), Figures.Size(facts.Kept))
        : string.Format(CultureInfo.CurrentCulture, PanelText.OnTheWire, Figures.Size(total));

    /// <summary>What became of its content coding; null when it has none.</summary>
    public static string? Coding(BodyFacts facts) => facts switch
    {
        { Coding: null } => null,
        { Kind: BodyKind.Unreadable } => null,
        { IsWhole: false } => string.Format(CultureInfo.CurrentCulture, PanelText.UnpackedInPart, facts.Coding),
        _ => string.Format(CultureInfo.CurrentCulture, BodiesText.UnpackedTo, facts.Coding, Figures.Size(facts.Length)),
    };

    /// <summary>Why nothing of it is shown; null when something is.</summary>
    public static string? Nothing(BodyFacts facts) => facts.Kind switch
    {
        BodyKind.Empty => PanelText.NoBody,
        BodyKind.Binary => string.Format(CultureInfo.CurrentCulture, PanelText.NotText, facts.ContentType ?? PanelText.NoContentType),
        BodyKind.Unreadable when facts.Coding is "gzip" or "x-gzip" or "br" or "deflate" => string.Format(CultureInfo.CurrentCulture, PanelText.NothingUnpacked, facts.Coding),
        BodyKind.Unreadable => string.Format(CultureInfo.CurrentCulture, PanelText.UnreadableCoding, facts.Coding),
        _ => null,
    };

    /// <summary>What a search found, in words.</summary>
    public static string Found(BodyMatches matches) => matches switch
    {
        { Here: null, SearchedTo: null } => BodiesText.NotFound,
        { Here: null, SearchedTo: { } to } => string.Format(CultureInfo.CurrentCulture, BodiesText.NotFoundUpTo, Figures.Size(to)),
        { SearchedTo: null } => string.Format(CultureInfo.CurrentCulture, BodiesText.MatchOf, Figures.Count(matches.Here.Number), Figures.Count(matches.Count)),
        { SearchedTo: { } to } => string.Format(CultureInfo.CurrentCulture, BodiesText.MatchOfUpTo, Figures.Count(matches.Here.Number), Figures.Count(matches.Count), Figures.Size(to)),
    };
}
