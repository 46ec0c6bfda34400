using Observability.Domain.Redaction;

namespace Observability.Domain.Exchanges;

/// <summary>What a project's redaction did to an exchange, or to one side of it, before it was kept.</summary>
/// <param name="Mode">The project's mode; never <see cref="RedactionMode.Full"/>.</param>
public sealed record Redacted(RedactionMode Mode)
{
    /// <summary>How much was covered up; null = nothing was looked through.</summary>
    public MaskedCounts? Masked { get; init; }

    /// <summary>Why bodies were let go, for a person; null = what is here is what there was.</summary>
    public string? Reason { get; init; }

    /// <summary>What was read of the bodies before they were let go (<see cref="ExchangeFacts"/>); empty = read the bodies.</summary>
    public ReadOnlyMemory<byte> Facts { get; init; }

    /// <summary>Both sides of an exchange together: what its end says goes before what its beginning says.</summary>
    /// <param name="begin">Of its request; null = not redacted.</param>
    /// <param name="end">Of its answer; null = not redacted, or there is none.</param>
    public static Redacted? Join(Redacted? begin, Redacted? end)
    {
        if (begin is null || end is null)
        {
            return end ?? begin;
        }

        var masked = new MaskedCounts();
        masked.Add(begin.Masked ?? new());
        masked.Add(end.Masked ?? new());
        return end with { Masked = masked, Reason = end.Reason ?? begin.Reason, Facts = end.Facts.IsEmpty ? begin.Facts : end.Facts };
    }
}
