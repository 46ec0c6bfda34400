using System.Globalization;
using System.Text.Json;

namespace Observability.Dashboard.Playground;

/// <summary>The body of a request as a form: system prompts, messages, tools, the form of the answer, every parameter there is. Pure.</summary>
/// <remarks>
/// The body's bytes stay the truth: a form is read from them, and an edit gives new bytes that differ in the edited place only. What a form does
/// not know is shown as JSON, and stays.
/// </remarks>
public sealed class RequestForm
{
    /// <summary>Longest body that is shown as a form, bytes.</summary>
    public const int Longest = 16 << 20;

    private readonly FormDialect _dialect;
    private readonly JsonElement _root;

    private RequestForm(FormDialect dialect, ReadOnlyMemory<byte> body, JsonElement root)
    {
        (_dialect, Body, _root) = (dialect, body, root);
        SystemPrompts = [.. dialect.SystemOf(root)];
        Messages = [.. dialect.MessagesOf(root)];
        ResponseFormat = [.. dialect.ResponseFormat.Select(FieldOf)];
        Tools = dialect.Tools is { } tools ? [.. root.Items(tools[1..], "").Select(t => new FormField(NameOf(t.Element), t.Place, FieldKind.Json, t.Element.GetRawText()))] : [];
        Parameters = [.. dialect.Parameters.Where(CanHave).Select(FieldOf), .. Unknown()];
    }

    /// <summary>Formats there is a form for.</summary>
    public static IReadOnlyCollection<string> Formats { get; } = [.. FormDialect.All.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The format.</summary>
    public string Format => _dialect.Format;

    /// <summary>The body it was read from.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The system prompts.</summary>
    public IReadOnlyList<FormMessage> SystemPrompts { get; }

    /// <summary>The messages, or the text to go on with.</summary>
    public IReadOnlyList<FormMessage> Messages { get; }

    /// <summary>The tools, each as JSON.</summary>
    public IReadOnlyList<FormField> Tools { get; }

    /// <summary>What form the answer must have.</summary>
    public IReadOnlyList<FormField> ResponseFormat { get; }

    /// <summary>Every parameter the provider documents, set or not, and behind them what else is in the body.</summary>
    public IReadOnlyList<FormField> Parameters { get; }

    /// <summary>Who may speak in a message that is added.</summary>
    public IReadOnlyList<string> Roles => _dialect.Roles;

    /// <summary>Whether it can be given a system prompt more.</summary>
    public bool MayAddSystem => _dialect.HasSystem && SystemPrompts.Count == 0;

    /// <summary>Whether it can be given tools.</summary>
    public bool MayHaveTools => _dialect.Tools is not null;

    /// <summary>Reads a body; null when there is no form for its format, or it is no JSON object, or too long.</summary>
    /// <param name="format">Name of the format, as Domain/Formats have it.</param>
    /// <param name="body">The body.</param>
    public static RequestForm? Of(string format, ReadOnlyMemory<byte> body)
    {
        if (!FormDialect.All.TryGetValue(format, out var dialect) || body.Length > Longest)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(body, new() { MaxDepth = JsonSpan.MaxDepth });
            return document.RootElement.ValueKind == JsonValueKind.Object ? new(dialect, body, document.RootElement.Clone()) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or a name that half a character stands in.
            return null;
        }
    }

    /// <summary>The body with another value of a field, or why it cannot be that.</summary>
    /// <param name="field">The field.</param>
    /// <param name="value">What was typed; empty takes an optional field out.</param>
    public FormChange Set(FormField field, string value) => FormValues.Set(Body, field, value);

    /// <summary>The body without what is at a place.</summary>
    public ReadOnlyMemory<byte> Remove(string place) => JsonEdits.Remove(Body, place);

    /// <summary>The body with an empty system prompt.</summary>
    public ReadOnlyMemory<byte> AddSystem() => _dialect.AddSystem(Body, _root);

    /// <summary>The body with a message more at its end.</summary>
    /// <param name="role">One of <see cref="Roles"/>.</param>
    public ReadOnlyMemory<byte> AddMessage(string role) => _dialect.AddMessage(Body, _root, role);

    /// <summary>The body with a part more at a message's end.</summary>
    public ReadOnlyMemory<byte> AddPart(FormMessage message, PartKind kind) => _dialect.AddPart(Body, message, kind);

    /// <summary>The body with a tool more, to be filled in.</summary>
    public ReadOnlyMemory<byte> AddTool() => _dialect.Tools is not { } tools ? Body
        : JsonSpan.Find(Body.Span, tools) is { IsArray: true } ? JsonEdits.Insert(Body, tools, int.MaxValue, _dialect.NewTool)
        : JsonEdits.Set(Body, tools, $"[{_dialect.NewTool}]");

    /// <summary>The body with a message at the place of its neighbour.</summary>
    /// <param name="message">The message; it must be free.</param>
    /// <param name="by">−1 = before the one above, 1 = behind the one below.</param>
    public ReadOnlyMemory<byte> Move(FormMessage message, int by)
    {
        var (array, index) = JsonPlace.Split(message.Place);
        var at = int.Parse(index, CultureInfo.InvariantCulture);
        return JsonEdits.Swap(Body, array, at, at + by);
    }

    private static string NameOf(JsonElement tool) =>
        tool.Member("function")?.Text("name") ?? tool.Text("name") ?? tool.Text("type")
            ?? (tool.ValueKind == JsonValueKind.Object ? tool.EnumerateObject().Select(p => p.Name).FirstOrDefault() : null) ?? "";

    private JsonElement? At(string place)
    {
        JsonElement? at = _root;
        foreach (var step in JsonPlace.Steps(place))
        {
            at = at?.Member(step);
        }

        return at;
    }

    private FormField FieldOf(FormParameter parameter)
    {
        var place = _dialect.Resolve(_root, parameter.Place);
        var name = JsonPlace.Split(place).Name;
        return FormJson.Field(name, place, At(place), parameter.Kind) with
        {
            IsOptional = true,
            Min = parameter.Min,
            Max = parameter.Max,
            Choices = parameter.Choices,
            IsCommon = parameter.IsCommon,
        };
    }

    // What should hold it may be something else than an object; then that is shown as it is.
    private bool CanHave(FormParameter parameter) =>
        JsonPlace.Split(_dialect.Resolve(_root, parameter.Place)).Parent is not { Length: > 0 } parent || At(parent) is null or { ValueKind: JsonValueKind.Object };

    private IEnumerable<FormField> Unknown()
    {
        var known = _dialect.Parameters.Concat(_dialect.ResponseFormat).Where(CanHave).Select(p => _dialect.Resolve(_root, p.Place)).ToHashSet(StringComparer.Ordinal);
        var holders = known.Select(p => JsonPlace.Split(p).Parent).Where(p => p.Length > 0).ToHashSet(StringComparer.Ordinal);
        var shown = SystemPrompts.Concat(Messages).Select(m => m.Place).ToHashSet(StringComparer.Ordinal);
        foreach (var field in FormJson.Rest(_root, "", _dialect.Content.Where(c => IsShown("/" + c, shown))).Where(f => !known.Contains(f.Place)))
        {
            if (!holders.Contains(field.Place))
            {
                yield return field;
                continue;
            }

            foreach (var inside in FormJson.Rest(At(field.Place)!.Value, field.Place).Where(f => !known.Contains(f.Place)))
            {
                yield return inside;
            }
        }
    }

    // A content of a kind no form expects, such as messages that are no array, is shown as it is.
    private bool IsShown(string place, HashSet<string> messages) => place == _dialect.Tools || place == "/model"
        ? At(place) is { ValueKind: JsonValueKind.Array or JsonValueKind.String }
        : At(place) is { ValueKind: JsonValueKind.Array } array && array.GetArrayLength() == 0
            || messages.Any(m => m == place || m.StartsWith(place + "/", StringComparison.Ordinal));
}

/// <summary>What an edit came to.</summary>
/// <param name="Body">The new body; null when the value cannot be that.</param>
/// <param name="Problem">Why, in a sentence; null when nothing is wrong.</param>
public sealed record FormChange(ReadOnlyMemory<byte>? Body, string? Problem);
