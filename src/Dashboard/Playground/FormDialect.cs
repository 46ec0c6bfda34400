using System.Text.Json;

namespace Observability.Dashboard.Playground;

/// <summary>What the body of one format has where, and how its pieces are written. Stateless; found by reflection, registered nowhere.</summary>
internal abstract class FormDialect
{
    /// <summary>Every dialect, by the name of its format.</summary>
    public static IReadOnlyDictionary<string, FormDialect> All { get; } =
        typeof(FormDialect).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(FormDialect)) && !t.IsAbstract)
            .Select(t => (FormDialect)Activator.CreateInstance(t, nonPublic: true)!).ToDictionary(d => d.Format, StringComparer.Ordinal);

    /// <summary>The format, as Domain/Formats name it.</summary>
    public abstract string Format { get; }

    /// <summary>Every parameter the provider documents.</summary>
    public abstract IReadOnlyList<FormParameter> Parameters { get; }

    /// <summary>Members on top that are shown elsewhere than among the parameters.</summary>
    public abstract IReadOnlyList<string> Content { get; }

    /// <summary>The members that say which form an answer must have.</summary>
    public virtual IReadOnlyList<FormParameter> ResponseFormat => [];

    /// <summary>The array of tools; null = the format has none.</summary>
    public virtual string? Tools => null;

    /// <summary>A tool to begin with.</summary>
    public virtual string NewTool => "{}";

    /// <summary>Who may speak in a message that is added; none = there are no messages to add.</summary>
    public virtual IReadOnlyList<string> Roles => [];

    /// <summary>Whether it can be given a system prompt.</summary>
    public virtual bool HasSystem => false;

    /// <summary>Path behind the upstream's base path, with the model's name in it where it belongs there.</summary>
    public abstract string PathOf(string model);

    /// <summary>A body to begin with.</summary>
    /// <param name="model">The model, as JSON.</param>
    public abstract string FirstBody(string model);

    /// <summary>The system prompts.</summary>
    public virtual IEnumerable<FormMessage> SystemOf(JsonElement root) => [];

    /// <summary>The messages.</summary>
    public abstract IEnumerable<FormMessage> MessagesOf(JsonElement root);

    /// <summary>The body with an empty system prompt more.</summary>
    public virtual ReadOnlyMemory<byte> AddSystem(ReadOnlyMemory<byte> body, JsonElement root) => body;

    /// <summary>The body with a message more.</summary>
    public virtual ReadOnlyMemory<byte> AddMessage(ReadOnlyMemory<byte> body, JsonElement root, string role) => body;

    /// <summary>The body with a part more in a message.</summary>
    public virtual ReadOnlyMemory<byte> AddPart(ReadOnlyMemory<byte> body, FormMessage message, PartKind kind) => body;

    /// <summary>Where a member really is that may be written in two ways.</summary>
    public virtual string Resolve(JsonElement root, string place) => place;

    /// <summary>Appends to an array, which is made where it is missing.</summary>
    protected static ReadOnlyMemory<byte> Append(ReadOnlyMemory<byte> body, string array, string value) => JsonSpan.Find(body.Span, array) switch
    {
        { IsArray: true } => JsonEdits.Insert(body, array, int.MaxValue, value),
        _ => JsonEdits.Set(body, array, $"[{value}]"),
    };

    /// <summary>Appends to a content that may be a plain text, which then becomes its first part.</summary>
    /// <param name="body">The body.</param>
    /// <param name="content">The content's place.</param>
    /// <param name="part">The part.</param>
    /// <param name="textType">The type of a part that is a text.</param>
    protected static ReadOnlyMemory<byte> AppendPart(ReadOnlyMemory<byte> body, string content, string part, string textType) => JsonSpan.Find(body.Span, content) switch
    {
        { First: (byte)'"' } text when text.End - text.Start > 2 =>
            JsonEdits.Replace(body, content, $$"""[{"type":"{{textType}}","text":{{System.Text.Encoding.UTF8.GetString(body.Span[text.Start..text.End])}}},{{part}}]"""),
        _ => Append(body, content, part),
    };
}
