using FsCheck;
using FsCheck.Fluent;

namespace Observability.Domain.Tests.Rollups;

/// <summary>What happens to the exchanges of a project.</summary>
internal enum Doing
{
    /// <summary>New ones arrive, some of them days late; those whose salt came before are delivered again, with other contents.</summary>
    Arrive,

    /// <summary>A producer's ids come again at another time: these are exchanges of their own.</summary>
    ArriveElsewhere,

    /// <summary>Some are deleted.</summary>
    Delete,

    /// <summary>Some cost something else, or nothing that is known.</summary>
    Reprice,

    /// <summary>Some are read again: who, what, how it ended, tokens and times change.</summary>
    Reread,

    /// <summary>Some turn out to have been relayed, or not.</summary>
    Relay,

    /// <summary>Some began at another time, perhaps on another day.</summary>
    Move,

    /// <summary>Some are written as they are.</summary>
    Touch,
}

/// <summary>One change, the same each time it is played.</summary>
/// <param name="Doing">What.</param>
/// <param name="Salt">Which exchanges.</param>
/// <param name="Dice">What becomes of them.</param>
/// <param name="Share">How many arrive; of those that are there, one in so many is changed.</param>
internal sealed record Change(Doing Doing, int Salt, int Dice, int Share);

/// <summary>What the job does meanwhile.</summary>
internal enum Work
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>One step.</summary>
    Step,

    /// <summary>A run that does not wait for anything.</summary>
    Run,

    /// <summary>A run at its usual pace.</summary>
    Patient,

    /// <summary>Two runs at once.</summary>
    Two,

    /// <summary>A run whose connection dies in the middle of a step.</summary>
    Killed,
}

/// <summary>One moment in which every history goes one step on.</summary>
/// <param name="Work">What the job does.</param>
/// <param name="BeforeCommit">Whether it does so while the writers have not committed.</param>
/// <param name="KilledAt">After which of its statements it dies.</param>
/// <param name="Minutes">By how much the clock moves on.</param>
/// <param name="Asked">Which histories are asked something.</param>
/// <param name="Seed">What is asked.</param>
internal sealed record Moment(Work Work, bool BeforeCommit, int KilledAt, int Minutes, int[] Asked, int Seed)
{
    public override string ToString() => $"{Work}{(BeforeCommit ? " before the commit" : "")}{(Work == Work.Killed ? $" at {KilledAt}" : "")}, {Minutes} minutes later";
}

/// <summary>Histories that happen at once in one database, each in a project of its own.</summary>
/// <param name="Histories">Their changes, 5 to 40.</param>
/// <param name="Moments">The moments they share.</param>
internal sealed record World(Change[][] Histories, Moment[] Moments)
{
    public const int Size = 250;
    private const int Longest = 40;

    // Few salts, so that the same exchanges come, change and come again.
    private static readonly Gen<Change> Changes =
        from doing in Gen.Frequency([(5, Gen.Constant(Doing.Arrive)), .. Enum.GetValues<Doing>().Where(d => d != Doing.Arrive).Select(d => (1, Gen.Constant(d)))])
        from salt in Gen.Choose(1, 9)
        from dice in Gen.Choose(1, int.MaxValue)
        from share in Gen.Choose(1, 4)
        select new Change(doing, salt, dice, share);

    private static readonly Gen<Moment> AMoment =
        from work in Gen.Frequency((3, Gen.Constant(Work.None)), (4, Gen.Elements(Enum.GetValues<Work>())))
        from early in Gen.Elements(true, false)
        from killed in Gen.Choose(0, 3)
        from minutes in Gen.Elements(0, 0, 1, 61, 500)
        from asked in Gen.Choose(0, Size - 1).ArrayOf(8)
        from seed in Gen.Choose(0, int.MaxValue)
        select new Moment(work, early, killed, minutes, asked, seed);

    public static Gen<World> Any { get; } =
        from histories in Gen.Choose(5, Longest).SelectMany(n => Changes.ArrayOf(n)).ArrayOf(Size)
        from moments in AMoment.ArrayOf(Longest)
        select new World(histories, moments);

    public override string ToString() => $"{Histories.Length} histories";
}
