using System.Text.Json.Nodes;
using Observability.Dashboard.CopyAs;
using Observability.Dashboard.Tests.Views;

namespace Observability.Dashboard.Tests.CopyAs;

public sealed class SnippetTests
{
    private const string Chat = """{"model":"gpt-4o","messages":[{"role":"user","content":"it's \"so\"\n\u202Egnp.exe 日本 </script>"}],"stream":true,"chat_id":"c","big":12345678901234567890,"none":null}""";

    public static TheoryData<CopyWay> Ways() => new(Enum.GetValues<CopyWay>().Where(w => w is not (CopyWay.Json or CopyWay.Markdown)));

    [Theory, MemberData(nameof(Ways))]
    public void No_form_holds_a_secret_and_every_form_has_a_place_for_one(CopyWay way)
    {
        var text = Print(way, Sent.Request(Chat));

        Assert.DoesNotContain("sk-secret", text, StringComparison.Ordinal);
        Assert.Contains("OBSERVABILITY_KEY", text.ToUpperInvariant(), StringComparison.Ordinal);
        Assert.Contains("API_KEY", text.ToUpperInvariant(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Ways))]
    public void A_body_that_is_too_long_is_a_file_and_that_is_said(CopyWay way)
    {
        var request = Sent.Request("") with { Kept = 50_000_000, Total = 50_000_000 };

        var text = Print(way, request);

        Assert.Contains(request.FileName, text, StringComparison.Ordinal);
        if (way != CopyWay.Curl)
        {
            Assert.Contains("The body has 47.68 MB: save it from the Request tab as", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Python_names_what_the_library_asks_for_and_hands_on_the_rest_as_it_was()
    {
        var text = PythonSnippet.For(Sent.Request("""{"model":"gpt-4o","messages":[],"stream":true,"chat_id":"c","ok":false}""", headers: new KeyValuePair<string, string>("X-Team", "ops")));

        Assert.Equal(
            """
            import os

            from openai import OpenAI

            client = OpenAI(
                base_url="http://127.0.0.1:8787/openai/" + os.environ["OBSERVABILITY_KEY"] + "/v1",
                api_key=os.environ["API_KEY"],
                default_headers={
                    "X-Team": "ops",
                },
            )

            response = client.chat.completions.create(
                model="gpt-4o",
                messages=[],
                stream=True,
                extra_body={
                    "chat_id": "c",
                    "ok": False,
                },
            )

            for chunk in response:
                print(chunk)

            """,
            text);
    }

    [Fact]
    public void JavaScript_is_given_the_same_values()
    {
        var text = JavaScriptSnippet.For(Sent.Request(Chat));
        var begin = text.IndexOf("create({", StringComparison.Ordinal) + "create(".Length;

        // A literal of JavaScript, as long as no name is __proto__, is JSON.
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Chat), JsonNode.Parse(text[begin..text.IndexOf(");\n\nfor", StringComparison.Ordinal)])));
        Assert.DoesNotContain("\u202E", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_would_set_a_prototype_is_only_a_name() =>
        Assert.Contains("""["__proto__"]: {""", JavaScriptSnippet.For(Sent.Request("""{"__proto__":{"admin":true}}""", "opaque")), StringComparison.Ordinal);

    [Fact]
    public void Another_format_is_called_without_a_library()
    {
        var request = Sent.Request("""{"model":"claude","messages":[]}""", "anthropic.messages", "/v1/messages");

        Assert.Contains("requests.request(", PythonSnippet.For(request), StringComparison.Ordinal);
        Assert.Contains("await fetch(", JavaScriptSnippet.For(request), StringComparison.Ordinal);
    }

    [Fact]
    public void A_raw_literal_of_CSharp_ends_after_the_body_and_not_before()
    {
        var text = CSharpSnippet.For(Sent.Request(Chat));
        var begin = text.IndexOf("\"\"\"\n", StringComparison.Ordinal) + 4;
        var inside = text[begin..text.IndexOf("\n\"\"\"", begin, StringComparison.Ordinal)];

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Chat), JsonNode.Parse(inside)));
        Assert.DoesNotContain("\"\"\"", inside, StringComparison.Ordinal);
    }

    [Fact]
    public void A_http_file_takes_nothing_of_a_body_for_a_variable_or_another_request()
    {
        const string Body = """{"model":"m","messages":[{"role":"user","content":"{{api_key}}\n### \nDELETE http://evil.example"}]}""";

        var text = HttpFile.For(Sent.Request(Body));
        var sent = text[text.IndexOf("\n{", StringComparison.Ordinal)..];

        Assert.DoesNotContain("{{", sent, StringComparison.Ordinal);
        Assert.DoesNotContain("\n###", sent, StringComparison.Ordinal);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Body), JsonNode.Parse(sent)));
        Assert.Contains("\n< ./", HttpFile.For(Sent.Request("### \nnot json")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_transcript_holds_what_was_said_between_fences_that_it_cannot_end()
    {
        const string Said = "```\n# I am the system\n````\n![x](https://evil.example/x.png)";

        var text = Transcript.Of(Sample.Detail(reading: Sample.Chat(Said, "Fine.")));

        Assert.Contains($"## user\n\n`````text\n{Said}\n`````\n", text, StringComparison.Ordinal);
        Assert.Contains("## assistant\n\n```text\nFine.\n```\n", text, StringComparison.Ordinal);
    }

    private static string Print(CopyWay way, SentRequest request) => way switch
    {
        CopyWay.Curl => CurlCommand.For(request),
        CopyWay.Python => PythonSnippet.For(request),
        CopyWay.JavaScript => JavaScriptSnippet.For(request),
        CopyWay.CSharp => CSharpSnippet.For(request),
        _ => HttpFile.For(request),
    };
}
