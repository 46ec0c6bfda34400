using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace Observability.Dashboard.Playground;

/// <summary>The address of the playground: what it begins with. Nothing of it = an empty draft.</summary>
public sealed record PlaygroundUrl
{
    /// <summary>Path of the page.</summary>
    public const string Path = "/playground";

    // A variable of a prompt is in the query under its own name, behind this.
    private const string Variable = "v.";

    /// <summary>An empty playground.</summary>
    public static PlaygroundUrl Empty { get; } = new();

    /// <summary>The exchange whose call is the first draft; null = none.</summary>
    public Guid? From { get; init; }

    /// <summary>The version of a prompt that is the first draft; null = none.</summary>
    public Guid? Prompt { get; init; }

    /// <summary>Values of the prompt's variables, by name.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>An entry of the history to open again; null = none.</summary>
    public Guid? Run { get; init; }

    /// <summary>Reads a query; what it does not know, or cannot be, is left out.</summary>
    public static PlaygroundUrl Parse(string query)
    {
        var said = QueryHelpers.ParseQuery(query);
        return new()
        {
            From = IdOf("from"),
            Prompt = IdOf("prompt"),
            Run = IdOf("run"),
            Values = new SortedDictionary<string, string>(
                said.Where(p => p.Key.StartsWith(Variable, StringComparison.Ordinal) && p.Key.Length > Variable.Length)
                    .ToDictionary(p => p.Key[Variable.Length..], p => p.Value.ToString(), StringComparer.Ordinal),
                StringComparer.Ordinal),
        };

        Guid? IdOf(string name) => said.TryGetValue(name, out var value) && Guid.TryParse(value, CultureInfo.InvariantCulture, out var id) ? id : null;
    }

    /// <summary>The address.</summary>
    public override string ToString()
    {
        var terms = new List<string>();
        Add("from", From);
        Add("prompt", Prompt);
        Add("run", Run);
        terms.AddRange(Values.Select(v => $"{Uri.EscapeDataString(Variable + v.Key)}={Uri.EscapeDataString(v.Value)}"));
        return terms.Count == 0 ? Path : $"{Path}?{string.Join('&', terms)}";

        void Add(string name, Guid? id)
        {
            if (id is { } some)
            {
                terms.Add($"{name}={some}");
            }
        }
    }
}
