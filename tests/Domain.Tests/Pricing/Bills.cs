using Observability.Domain.Pricing;

namespace Observability.Domain.Tests.Pricing;

/// <summary>Bills and prices to start tests from.</summary>
internal static class Bills
{
    public static Guid Project { get; } = new("01900000-0000-7000-8000-000000000001");

    public static DateTimeOffset Noon { get; } = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A chat with 1,000 input and 100 output tokens.</summary>
    public static Bill Chat(string? model, string upstream = "openai", string? requested = null) => new()
    {
        ProjectId = Project,
        Upstream = upstream,
        Endpoint = "chat",
        At = Noon,
        ModelServed = model,
        ModelRequested = requested,
        Usage = new(1_000, Output: 100),
    };

    /// <summary>A book that knows one upstream beside the builtin ones, called <c>it</c>.</summary>
    public static PriceBook At(string url, bool allowPrivate = false) => PriceBook.Create([], [], [new(null, "it", new(url), allowPrivate)]);

    public static OwnPrice Own(string model, string rates, string? upstream = null) => new()
    {
        Id = Guid.CreateVersion7(),
        ProjectId = Project,
        Upstream = upstream,
        Model = model,
        Rates = rates,
        CreatedAt = Noon,
        CreatedBy = "anna",
    };

    public static PriceBook With(params OwnPrice[] own) => PriceBook.Create(own, [], []);

    public static string? Reason(PriceBook book, Bill bill) => book.PriceOf(bill).Reason;

    public static decimal? Usd(PriceBook book, Bill bill) => book.PriceOf(bill).Cost?.Usd;
}
