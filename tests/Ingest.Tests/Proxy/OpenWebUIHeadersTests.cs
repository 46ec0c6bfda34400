using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Ingest.Proxy;
using Observability.Ingest.Proxy.Redacting;

namespace Observability.Ingest.Tests.Proxy;

public sealed class OpenWebUIHeadersTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("X-OpenWebUI-User-Email: a@b.c|X-OpenWebUI-User-Id: 7", "a@b.c", null, null)]
    [InlineData("X-OpenWebUI-User-Id: 7|X-OpenWebUI-Chat-Id: c-1", "7", "c-1", null)]
    [InlineData("X-OpenWebUI-User-Id: 7|Helicone-User-Id: mine", "mine", null, null)]
    [InlineData("Helicone-User-Id: theirs|X-Observability-User-Id: ours", "ours", null, null)]
    [InlineData("X-OpenWebUI-Chat-Id: c-1|Helicone-Session-Id: s-1", null, "s-1", null)]
    [InlineData("X-OpenWebUI-Chat-Id: temporary:s1", null, "temporary:s1", null)]
    [InlineData("X-OpenWebUI-Chat-Id: {{CHAT_ID}}|X-OpenWebUI-User-Email: {{USER_EMAIL}}", null, null, null)]
    [InlineData("X-OpenWebUI-Chat-Id: |X-OpenWebUI-User-Email:  ", null, null, null)]
    [InlineData("X-OpenWebUI-Task: title_generation|Helicone-Property-Task: other", null, null, "title_generation")]
    [InlineData("X-Observability-Task: ours|Helicone-Task: theirs", null, null, "ours")]
    [InlineData("Helicone-Property-Task: tags_generation", null, null, "tags_generation")]
    [InlineData("X-OpenWebUI-Task: ", null, null, "")]
    [InlineData("Helicone-Property-Task: ", null, null, "")]
    [InlineData("X-OpenWebUI-Task: |Helicone-Property-Task: query_generation", null, null, "query_generation")]
    [InlineData("X-OpenWebUI-Task: {{TASK}}", null, null, null)]
    [InlineData("x-openwebui-user-email: SMALL@b.c|x-openwebui-chat-id: c-2", "SMALL@b.c", "c-2", null)]
    [InlineData("X-My-Mail: a@b.c|X-Chat: c-3|X-Task: emoji_generation", "a@b.c", "c-3", "emoji_generation")]
    [InlineData("X-My-Mail: |X-OpenWebUI-User-Email: original@b.c|X-Task: ", "original@b.c", null, "")]
    [InlineData("X-Unrelated: 1", null, null, null)]
    public void Each_header_says_who_in_which_chat_and_for_what(string headers, string? user, string? chat, string? task)
    {
        var labels = Reader("User-Email=X-My-Mail, Chat-Id=X-Chat, Task=X-Task").Read(Headers(headers), Now);
        Assert.Equal((user, chat, task), (labels.User, labels.Session, labels.Task));
        Assert.Equal(user is null ? null : IdentitySource.Header, labels.UserSource);
    }

    [Theory]
    [InlineData("X-OpenWebUI-User-Groups: Staff, Team Ü ,,Staff", "Staff|Team Ü")]
    [InlineData("X-OpenWebUI-User-Groups: [\"a, b\", \"c\", 7]", "a, b|c")]
    [InlineData("X-OpenWebUI-User-Groups: %5B%22%E6%9D%8E%22%5D", "李")]
    [InlineData("X-OpenWebUI-User-Groups: Team%2C one,two", "Team, one|two")]
    [InlineData("X-OpenWebUI-User-Groups: [staff]", "[staff]")]
    [InlineData("X-OpenWebUI-User-Groups: |X-OpenWebUI-User-Group-Ids: g1,g2", "g1|g2")]
    [InlineData("Helicone-Property-Groups: 李,b", "李|b")]
    [InlineData("X-OpenWebUI-User-Groups: {{USER_GROUPS}}", "")]
    [InlineData("X-OpenWebUI-User-Groups: []", "")]
    public void Groups_come_as_a_list_with_commas_or_as_JSON(string headers, string groups) =>
        Assert.Equal(groups, string.Join('|', Reader(null).Read(Headers(headers), Now).UserGroups));

    [Fact]
    public void A_chat_s_messages_are_told_by_headers_of_the_connection()
    {
        var labels = Reader(null).Read(Headers("X-OpenWebUI-Message-Id: m|X-OpenWebUI-User-Message-Id: u|X-OpenWebUI-User-Message-Parent-Id: p"), Now);
        Assert.Equal(("m", "u", "p"), (labels.MessageId, labels.UserMessageId, labels.ParentMessageId));
        Assert.Equal("m", Reader(null).Read(Headers("Helicone-Property-MessageId: m"), Now).MessageId);
    }

    [Fact]
    public void A_good_token_wins_over_headers_and_a_bad_one_lets_none_of_them_speak()
    {
        const string Plain = "X-OpenWebUI-User-Email: eve@b.c|X-OpenWebUI-User-Name: Eve|X-OpenWebUI-User-Groups: admins|Helicone-User-Id: eve|X-OpenWebUI-Chat-Id: c";
        var good = Reader(null).Read(Headers($"{Plain}|X-OpenWebUI-User-Jwt: {Tokens.For(Now.AddMinutes(5))}"), Now);
        Assert.Equal(
            ("jose@example.com", "José 李", "jose@example.com", "admin", IdentitySource.Jwt, "c"),
            (good.User, good.UserName, good.UserEmail, good.UserRole, good.UserSource, good.Session));

        var bad = Reader(null).Read(Headers($"{Plain}|X-OpenWebUI-User-Jwt: {Tokens.For(Now.AddMinutes(-5))}"), Now);
        Assert.Equal(
            (null, null, null, null, IdentitySource.JwtRejected, "c"), (bad.User, bad.UserName, bad.UserEmail, bad.UserRole, bad.UserSource, bad.Session));
        Assert.Empty(bad.UserGroups);
    }

    [Fact]
    public void Headers_may_also_be_named_as_Open_WebUI_names_its_own_variables()
    {
        var names = OpenWebUIHeaders.Parse("FORWARD_USER_INFO_HEADER_USER_NAME=X-N; FORWARD_SESSION_INFO_HEADER_CHAT_ID = X-C\nforward_user_info_header_jwt=X-OpenWebUI-Pass");
        var headers = Headers("X-N: Ann|X-C: c|X-OpenWebUI-Pass: t");
        Assert.Equal(
            ["Ann", "c", "t"],
            new[] { OpenWebUIHeader.UserName, OpenWebUIHeader.ChatId, OpenWebUIHeader.UserJwt }.Select(h => names.Find(headers, h)));
        var kept = KeptHeaders.Of(Headers("X-OpenWebUI-Pass: canary|X-OpenWebUI-User-Jwt: canary|X-OpenWebUI-Chat-Id: c"), names);
        Assert.Equal((1, 2), (kept.Lines.Count, kept.Dropped));
    }

    [Theory]
    [InlineData("X-My-Mail", "each part must be <what>=<header name>")]
    [InlineData("User-Mail=X-My-Mail", "there is no 'User-Mail'. There are: User-Id, User-Name, User-Email")]
    [InlineData("User-Email=X My Mail", "cannot be the name of a header")]
    [InlineData("User-Email=", "cannot be the name of a header")]
    [InlineData("User-Email=authorization", "carries credentials")]
    [InlineData("Task=Cookie", "carries credentials")]
    public void A_typing_error_is_a_sentence_that_stops_the_start(string setting, string said) =>
        Assert.Contains(said, Assert.Throws<SettingException>(() => OpenWebUIHeaders.Parse(setting)).Message, StringComparison.Ordinal);

    [Fact]
    public void No_bytes_in_any_header_make_it_throw()
    {
        var names = Gen.Elements(
            "X-OpenWebUI-User-Groups", "X-OpenWebUI-User-Jwt", "X-OpenWebUI-Task", "X-OpenWebUI-Chat-Id", "X-OpenWebUI-User-Name",
            "Helicone-User-Id", "Helicone-Session-Id", "Helicone-Property-Groups", "X-Observability-Property-", "X-Mine");
        var values = Gen.OneOf(
            ArbMap.Default.GeneratorFor<byte[]>().Select(b => Encoding.Latin1.GetString(b ?? [])),
            ArbMap.Default.GeneratorFor<string>().Select(s => s ?? ""),
            Gen.Elements("[\"\\ud83d\"]", "[", "%", "%E6%9D", "%00", "{{", "{{}}", ",,,", "a.b.c"));
        var reader = Reader("User-Role=X-Mine");
        Prop.ForAll(names.Zip(values).ListOf().ToArbitrary(), given =>
        {
            var headers = new HeaderDictionary();
            foreach (var (name, value) in given)
            {
                headers[name] = value;
            }

            var labels = reader.Read(headers, Now);
            return labels.UserGroups.Count <= 100 && labels.User != "" && labels.Session != "";
        }).QuickCheckThrowOnFailure();
    }

    private static LabelReader Reader(string? renamed) =>
        new(OpenWebUIHeaders.Parse(renamed), OpenWebUITokens.Parse(Tokens.Secret), new Redactors(new(() => new(new byte[32]))), Options.Create(new ProxyOptions()));

    // As Kestrel gives them: every byte a character.
    private static HeaderDictionary Headers(string lines)
    {
        var headers = new HeaderDictionary();
        foreach (var line in lines.Split('|'))
        {
            var parts = line.Split(':', 2);
            headers[parts[0]] = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(parts[1].Trim()));
        }

        return headers;
    }
}
