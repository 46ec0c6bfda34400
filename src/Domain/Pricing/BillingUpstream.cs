namespace Observability.Domain.Pricing;

/// <summary>What the price book needs to know of an upstream to tell who bills for it.</summary>
/// <param name="ProjectId">The project it belongs to; null = every project's.</param>
/// <param name="Name">Its name, as exchanges carry it.</param>
/// <param name="BaseUrl">Its base URL: the host tells the provider.</param>
/// <param name="AllowPrivate">Whether it may be a machine of the network at home.</param>
public sealed record BillingUpstream(Guid? ProjectId, string Name, Uri BaseUrl, bool AllowPrivate)
{
    /// <summary>The provider whose list holds, where its configuration says so; null = told by the host, else by the name.</summary>
    public string? Prices { get; init; }

    /// <summary>The family of formats it speaks; empty when it was not said.</summary>
    public string Format { get; init; } = "";
}
