using Microsoft.Extensions.Options;
using Observability.Domain.Exchanges;
using Observability.Ingest.Keys;
using Observability.Ingest.Proxy.Redacting;
using static Observability.Ingest.Proxy.OpenWebUIHeader;

namespace Observability.Ingest.Proxy;

/// <summary>Reads what the producer says about its call: Helicone's headers, our synonyms of them, and Open WebUI's. docs/identity.md says it in tables.</summary>
internal sealed class LabelReader(OpenWebUIHeaders names, OpenWebUITokens tokens, Redactors redactors, IOptions<ProxyOptions> options)
{
    private const string PropertyOfHelicone = "Helicone-Property-";
    private const string PropertyOfOurs = "X-Observability-Property-";

    private readonly CaptureMemory _memory = CaptureMemory.Of(options.Value);

    /// <summary>The labels of a request; <see cref="Labels.None"/> when it carries none.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="at">When it arrived: tokens expire.</param>
    public Labels Read(IHeaderDictionary headers, DateTimeOffset at)
    {
        if (!HasAny(headers))
        {
            return Labels.None;
        }

        var properties = Properties(headers);
        var user = UserOf(headers, properties, at);
        return new(
            user.Id,
            user.Name,
            Session: Ours(headers, "Session-Id") ?? Text(headers, ChatId),
            Task: TaskOf(headers),
            PromptId: Ours(headers, "Prompt-Id"),
            properties)
        {
            UserEmail = user.Email,
            UserRole = user.Role,
            UserGroups = user.Groups,
            UserSource = user.Source,
            MessageId = Text(headers, MessageId) ?? properties.GetValueOrDefault("message-id") ?? properties.GetValueOrDefault("messageid"),
            UserMessageId = Text(headers, UserMessageId),
            ParentMessageId = Text(headers, UserMessageParentId),
        };
    }

    /// <summary>The headers of a request that go into its record, as they came.</summary>
    public StoredHeaders Kept(IHeaderDictionary headers) => KeptHeaders.Of(headers, names);

    /// <summary>How much of a call is to be kept.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="key">Its key.</param>
    /// <param name="isModelList">Whether it asks for a list of models.</param>
    public CaptureWish WishOf(IHeaderDictionary headers, KnownKey key, bool isModelList) => new(
        options.Value.CaptureBytes,
        IsOn(headers, "Omit-Request"),
        IsOn(headers, "Omit-Response"),
        isModelList,
        IsRecorded: !isModelList || options.Value.KeepModelLists)
    {
        Redactor = redactors.Of(key),
        Memory = _memory,
    };

    /// <summary>The id the producer gave its exchange, a UUID of any version; null when it gave none.</summary>
    public static Guid? RequestId(IHeaderDictionary headers) =>
        Guid.TryParseExact(Ours(headers, "Request-Id"), "D", out var id) && id != Guid.Empty ? id : null;

    private static bool IsOn(IHeaderDictionary headers, string name) =>
        Ours(headers, name) is { } value && value.Equals("true", StringComparison.OrdinalIgnoreCase);

    private bool HasAny(IHeaderDictionary headers)
    {
        foreach (var (name, _) in headers)
        {
            if (RequestHeaders.IsOurs(name) || names.IsOne(name))
            {
                return true;
            }
        }

        return false;
    }

    // A token says everything or nothing: what it leaves out is not taken from headers that anybody may have added.
    private User UserOf(IHeaderDictionary headers, Dictionary<string, string> properties, DateTimeOffset at)
    {
        if (Text(headers, UserJwt) is { } token)
        {
            var said = tokens.Read(token, at);
            return new(
                said.Email ?? said.Id, said.Name, said.Email, said.Role,
                said.Source == IdentitySource.JwtRejected ? [] : GroupsOf(headers, properties), said.Source);
        }

        var email = Text(headers, UserEmail);
        var user = new User(
            Ours(headers, "User-Id") ?? email ?? Text(headers, UserId),
            Ours(headers, "User-Name") ?? Text(headers, UserName),
            email, Text(headers, UserRole), GroupsOf(headers, properties), null);
        return user is { Id: null, Name: null, Email: null, Role: null, Groups: [] } ? user : user with { Source = IdentitySource.Header };
    }

    private IReadOnlyList<string> GroupsOf(IHeaderDictionary headers, Dictionary<string, string> properties) =>
        HeaderText.List(HeaderText.Decode(names.Find(headers, UserGroups))) is { Count: > 0 } groups ? groups
        : HeaderText.List(HeaderText.Decode(names.Find(headers, UserGroupIds))) is { Count: > 0 } ids ? ids
        : HeaderText.List(properties.GetValueOrDefault("groups"));

    // A header that is there and empty says that this is no task; a template that nobody filled in says nothing.
    private string? TaskOf(IHeaderDictionary headers)
    {
        string? said = null;
        foreach (var given in (string?[])
            [names.Find(headers, OpenWebUIHeader.Task), Given("X-Observability-Task"), Given("Helicone-Task"), Given(PropertyOfOurs + "Task"), Given(PropertyOfHelicone + "Task")])
        {
            if (HeaderText.Decode(given) is { } task)
            {
                return task;
            }

            said ??= given?.Length == 0 ? "" : null;
        }

        return said;

        string? Given(string name) => headers.TryGetValue(name, out var values) ? values.ToString().Trim() : null;
    }

    private static Dictionary<string, string> Properties(IHeaderDictionary headers)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in headers)
        {
            var prefix = name.StartsWith(PropertyOfHelicone, StringComparison.OrdinalIgnoreCase) ? PropertyOfHelicone.Length
                : name.StartsWith(PropertyOfOurs, StringComparison.OrdinalIgnoreCase) ? PropertyOfOurs.Length
                : name.Length;
            if (prefix < name.Length && HeaderText.Decode(values.ToString()) is { } value)
            {
                properties[name[prefix..].ToLowerInvariant()] = value;
            }
        }

        return properties;
    }

    private static string? Ours(IHeaderDictionary headers, string name) =>
        HeaderText.Decode(headers["X-Observability-" + name].ToString()) ?? HeaderText.Decode(headers["Helicone-" + name].ToString());

    private string? Text(IHeaderDictionary headers, OpenWebUIHeader header) => HeaderText.Unescaped(names.Find(headers, header));

    private readonly record struct User(
        string? Id, string? Name, string? Email, string? Role, IReadOnlyList<string> Groups, IdentitySource? Source);
}
