using Observability.Domain.Formats;

namespace Observability.Domain.Pricing;

/// <summary>Turns what one model used into lines of a cost: every quantity in one bucket, every bucket at its own rate.</summary>
/// <remarks>
/// A bucket without a rate becomes part of the one it is counted in where that is how it is charged: reasoning, sound and images inside text.
/// Any other is refused: what has no rate has no price, and is not free.
/// </remarks>
/// <param name="Tariff">What is asked.</param>
/// <param name="Factor">What the list is multiplied by.</param>
/// <param name="Provider">Whose list; null for a price of the project's own.</param>
/// <param name="Name">The model as reasons name it.</param>
/// <param name="Label">The model as lines name it; null when all lines are one model's.</param>
internal readonly record struct Charge(Tariff Tariff, decimal Factor, CatalogueProvider? Provider, string Name, string? Label)
{
    private const decimal SecondsPerHour = 3600;

    // An hour does not divide evenly; no price per token has as many digits.
    private const int UsdDigits = 18;
    private static readonly int Kinds = Enum.GetValues<RateKind>().Length;
    private static readonly string[] EndpointsWithoutOutput = ["embeddings", "rerank", "moderations"];

    /// <summary>Measures that stand for the whole call: where one of them is charged, tokens without a rate are counted but not sold.</summary>
    private static readonly RateKind[] Whole =
        [RateKind.Request, RateKind.SearchUnit, RateKind.Image, RateKind.AudioHour, RateKind.Character, RateKind.MachineHour];

    /// <summary>Adds the lines of <paramref name="usage"/>; null when it could, else why not.</summary>
    /// <param name="lines">Where to.</param>
    /// <param name="usage">What was used; null when unknown.</param>
    /// <param name="bill">The call it is part of.</param>
    /// <param name="isCall">Whether what is charged once a call belongs to this part.</param>
    public string? AddTo(List<CostLine> lines, Usage? usage, Bill bill, bool isCall)
    {
        if (Tariff.RatesAt(Known(usage?.Input) ?? Known(usage?.BilledInput) ?? 0) is not { } rates)
        {
            return $"There is no price for calls of {Name} as long as this in the {Tariff.Reference.Tier} tier.";
        }

        Span<decimal> quantities = stackalloc decimal[Kinds];
        if (usage is not null)
        {
            Count(usage, rates, quantities);
        }

        if (isCall)
        {
            Set(quantities, RateKind.Request, rates[(int)RateKind.Request] is null ? 0 : 1);
            Set(quantities, RateKind.MachineHour, rates[(int)RateKind.MachineHour] is null ? 0 : Hours(Math.Max(0, (decimal)bill.MachineTime.TotalSeconds)));
        }

        Fold(usage, rates, quantities);
        return Unknown(usage, rates, quantities, bill) ?? Write(lines, rates, quantities);
    }

    private static void Count(Usage usage, decimal?[] rates, Span<decimal> quantities)
    {
        var isBilled = Known(usage.BilledInput) is not null;
        var input = Known(usage.BilledInput) ?? Known(usage.Input) ?? 0;
        var read = isBilled ? 0 : Math.Min(Known(usage.CacheRead) ?? 0, input);
        var write = isBilled ? 0 : Math.Min(Known(usage.CacheWrite) ?? 0, input - read);
        var hour = Math.Min(Known(usage.CacheWriteHour) ?? 0, write);
        var audioRead = Math.Min(Known(usage.AudioCacheRead) ?? 0, read);
        var left = input - read - write;
        var audio = Math.Min(Math.Max(0, (Known(usage.AudioInput) ?? 0) - audioRead), left);
        var image = Math.Min(Known(usage.ImageInput) ?? 0, left - audio);
        Set(quantities, RateKind.Input, left - audio - image);
        Set(quantities, RateKind.AudioInput, audio);
        Set(quantities, RateKind.ImageInput, image);
        Set(quantities, RateKind.CacheRead, read - audioRead);
        Set(quantities, RateKind.AudioCacheRead, audioRead);
        Set(quantities, RateKind.CacheWrite, write - hour);
        Set(quantities, RateKind.CacheWriteHour, hour);

        var output = Known(usage.BilledOutput) ?? Known(usage.Output) ?? 0;
        var reasoning = Math.Min(rates[(int)RateKind.Reasoning] is null ? 0 : Known(usage.Reasoning) ?? 0, output);
        var spoken = Math.Min(Known(usage.AudioOutput) ?? 0, output - reasoning);
        var drawn = Math.Min(Known(usage.ImageOutput) ?? 0, output - reasoning - spoken);
        Set(quantities, RateKind.Output, output - reasoning - spoken - drawn);
        Set(quantities, RateKind.Reasoning, reasoning);
        Set(quantities, RateKind.AudioOutput, spoken);
        Set(quantities, RateKind.ImageOutput, drawn);

        Set(quantities, RateKind.Search, Known(usage.Searches) ?? 0);
        Set(quantities, RateKind.SearchUnit, Known(usage.SearchUnits) ?? 0);
        Set(quantities, RateKind.Image, Known(usage.Images) ?? 0);
        Set(quantities, RateKind.AudioHour, usage.AudioSeconds is > 0 and var seconds ? Hours(seconds) : 0);
        Set(quantities, RateKind.Character, Known(usage.Characters) ?? 0);
    }

    private void Fold(Usage? usage, decimal?[] rates, Span<decimal> quantities)
    {
        // Sound has its own rate, so cached sound cannot be taken for cached text.
        if (rates[(int)RateKind.AudioInput] is null)
        {
            FoldInto(RateKind.CacheRead, RateKind.AudioCacheRead, rates, quantities);
        }

        var isFree = rates[(int)RateKind.Input] == 0;
        if (isFree || Provider is { CacheReadAtInput: true })
        {
            FoldInto(RateKind.Input, RateKind.CacheRead, rates, quantities);
        }

        if (isFree || Provider is { CacheWriteAtInput: true })
        {
            FoldInto(RateKind.Input, RateKind.CacheWrite, rates, quantities);
            FoldInto(RateKind.Input, RateKind.CacheWriteHour, rates, quantities);
        }

        FoldInto(RateKind.Input, RateKind.AudioInput, rates, quantities);
        FoldInto(RateKind.Input, RateKind.ImageInput, rates, quantities);
        FoldInto(RateKind.Output, RateKind.AudioOutput, rates, quantities);
        FoldInto(RateKind.Output, RateKind.ImageOutput, rates, quantities);

        // Where the same was counted in tokens too, those are what is sold.
        DropIf(usage?.Input is not null, RateKind.Character, rates, quantities);
        DropIf(usage?.Output is not null, RateKind.Image, rates, quantities);
        var isWhole = false;
        foreach (var kind in Whole)
        {
            isWhole |= quantities[(int)kind] > 0 && rates[(int)kind] is not null;
        }

        DropIf(isWhole, RateKind.Input, rates, quantities);
        DropIf(isWhole, RateKind.Output, rates, quantities);
    }

    private string? Unknown(Usage? usage, decimal?[] rates, ReadOnlySpan<decimal> quantities, Bill bill)
    {
        if (rates[(int)RateKind.Input] > 0 && Known(usage?.BilledInput) is null && Known(usage?.Input) is null)
        {
            return usage is null ? "The provider reported no usage." : "The provider did not report the input tokens.";
        }

        if (rates[(int)RateKind.Output] > 0 && Known(usage?.BilledOutput) is null && Known(usage?.Output) is null && !EndpointsWithoutOutput.Contains(bill.Endpoint))
        {
            return "The provider did not report the output tokens.";
        }

        // A price by the character or the hour, and neither is known.
        var asks = Array.Exists(rates, r => r > 0);
        return asks && usage?.Input is null && !quantities.ContainsAnyExcept(0m) ? $"What {Name} is charged by was not reported." : null;
    }

    private string? Write(List<CostLine> lines, decimal?[] rates, ReadOnlySpan<decimal> quantities)
    {
        for (var i = 0; i < quantities.Length; i++)
        {
            if (quantities[i] == 0)
            {
                continue;
            }

            var kind = (RateKind)i;
            if (rates[i] is not { } rate)
            {
                return $"The price of {Name} has no rate for {Words(kind)}.";
            }

            var per = Per(kind);
            lines.Add(new(kind, quantities[i], rate, per, Factor, decimal.Round(quantities[i] * rate / per * Factor, UsdDigits), Label));
        }

        return null;
    }

    private static void FoldInto(RateKind whole, RateKind part, decimal?[] rates, Span<decimal> quantities)
    {
        if (rates[(int)part] is null)
        {
            quantities[(int)whole] += quantities[(int)part];
            quantities[(int)part] = 0;
        }
    }

    private static void DropIf(bool isIncluded, RateKind kind, decimal?[] rates, Span<decimal> quantities)
    {
        if (isIncluded && rates[(int)kind] is null)
        {
            quantities[(int)kind] = 0;
        }
    }

    private static void Set(Span<decimal> quantities, RateKind kind, decimal quantity) => quantities[(int)kind] = quantity;

    // A number below nought is no count of anything.
    private static long? Known(long? count) => count is >= 0 ? count : null;

    // Two digits more than dollars have, so that three seconds at $0.18 an hour are $0.00015.
    private static decimal Hours(decimal seconds) => decimal.Round(seconds / SecondsPerHour, UsdDigits + 2);

    private static decimal Per(RateKind kind) => kind switch
    {
        RateKind.Request or RateKind.Image or RateKind.AudioHour or RateKind.MachineHour => 1,
        RateKind.Search or RateKind.SearchUnit => 1_000,
        RateKind.Input or RateKind.CacheRead or RateKind.CacheWrite or RateKind.CacheWriteHour or RateKind.Output or RateKind.Reasoning
            or RateKind.AudioInput or RateKind.AudioCacheRead or RateKind.AudioOutput or RateKind.ImageInput or RateKind.ImageOutput
            or RateKind.Character => 1_000_000,
    };

    private static string Words(RateKind kind) => kind switch
    {
        RateKind.Input => "input tokens",
        RateKind.CacheRead => "input tokens read from the cache",
        RateKind.CacheWrite => "input tokens written to the cache",
        RateKind.CacheWriteHour => "input tokens written to the cache for an hour",
        RateKind.Output => "output tokens",
        RateKind.Reasoning => "reasoning tokens",
        RateKind.AudioInput => "input tokens of sound",
        RateKind.AudioCacheRead => "input tokens of sound read from the cache",
        RateKind.AudioOutput => "output tokens of sound",
        RateKind.ImageInput => "input tokens of images",
        RateKind.ImageOutput => "output tokens of images",
        RateKind.Request => "calls",
        RateKind.Search => "web searches",
        RateKind.SearchUnit => "search units",
        RateKind.Image => "images",
        RateKind.AudioHour => "hours of sound",
        RateKind.Character => "characters",
        RateKind.MachineHour => "machine hours",
    };
}
