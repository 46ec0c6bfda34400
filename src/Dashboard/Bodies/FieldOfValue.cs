using Observability.Domain.Filters;

namespace Observability.Dashboard.Bodies;

/// <summary>A field of the filter language that a value inside a body stands for.</summary>
/// <param name="Field">The field.</param>
/// <param name="Property">Name of the property, for the field of properties; null for others.</param>
/// <param name="Value">The value as rows hold it.</param>
public sealed record FieldOfValue(FilterField Field, string? Property, string Value);
