using System.Text;
using System.Text.Json;
using Observability.Dashboard.Replays;

namespace Observability.Dashboard.Tests.Replays;

public sealed class CallChangesTests
{
    [Fact]
    public void Without_changes_a_call_is_the_same_to_the_byte()
    {
        var draft = Drafts.Of("/v1/chat/completions", "{ \"model\" :\t\"a\" }");
        Assert.Equal(draft, CallChanges.None.ApplyTo(draft).Draft);
    }

    [Theory]
    [InlineData("/v1/chat/completions", """{"temperature":1.0,"model":"a"}""", "/v1/chat/completions", """{"temperature":1.0,"model":"b:8b"}""")]
    [InlineData("/v1/chat/completions", """{"messages":[]}""", "/v1/chat/completions", """{"messages":[],"model":"b:8b"}""")]
    [InlineData("/api/show", """{"name":"a"}""", "/api/show", """{"name":"b:8b"}""")]
    [InlineData("/v1beta/models/gemini-2.0-flash:streamGenerateContent?alt=sse", """{"contents":[]}""", "/v1beta/models/b%3A8b:streamGenerateContent?alt=sse", """{"contents":[]}""")]
    [InlineData("/v1beta/models/e:embedContent", """{"model":"models/e","content":1}""", "/v1beta/models/b%3A8b:embedContent", """{"model":"models/b:8b","content":1}""")]
    [InlineData("/openai/deployments/prod/chat/completions?api-version=1", """{"messages":[]}""", "/openai/deployments/b%3A8b/chat/completions?api-version=1", """{"messages":[]}""")]
    [InlineData("/model/anthropic.claude-v1%3A0/converse", """{"messages":[]}""", "/model/b%3A8b/converse", """{"messages":[]}""")]
    [InlineData("/model/arn:aws:bedrock:us:1:inference-profile/x/invoke", """{"a":1}""", "/model/b%3A8b/invoke", """{"a":1}""")]
    public void Another_model_goes_where_the_call_names_it(string target, string body, string newTarget, string newBody)
    {
        var changed = new CallChanges { Model = " b:8b " }.ApplyTo(Drafts.Of(target, body)).Draft!;
        Assert.Equal((newTarget, newBody, "b:8b"), (changed.Target, Drafts.BodyOf(changed), ModelPlace.Of(changed)!.Replace("models/", "", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_fine_tuned_model_that_is_looked_up_is_no_method_of_googles() =>
        Assert.Null(ModelPlace.Of(Drafts.Of("/v1/models/ft:gpt-4o-mini:org::a1") with { Method = "GET", Body = null }));

    [Fact]
    public void The_model_of_an_upload_changes_and_its_file_does_not()
    {
        byte[] audio = [0, 255, 13, 10, 45, 45, 88, 13, 10];
        byte[] Form(string model) =>
            [.. "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"model\"\r\n\r\n"u8, .. audio,
             .. Encoding.UTF8.GetBytes($"\r\n--X\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n{model}\r\n--X--\r\n")];
        var draft = Drafts.Of("/v1/audio/transcriptions", type: "multipart/form-data; boundary=X") with { Body = Form("whisper-1") };
        Assert.Equal("whisper-1", ModelPlace.Of(draft));
        Assert.Equal(Form("gpt-4o-transcribe"), ModelPlace.With(draft, "gpt-4o-transcribe").Draft!.Body!.Value.ToArray());
    }

    [Fact]
    public void A_form_that_names_no_model_gets_one()
    {
        var draft = Drafts.Of("/v1/images/edits", "--X\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\na\r\n--X--\r\n", type: "multipart/form-data; boundary=\"X\"");
        var changed = ModelPlace.With(draft, "dall-e-2").Draft!;
        Assert.Equal("dall-e-2", ModelPlace.Of(changed));
        Assert.EndsWith(Drafts.BodyOf(draft), Drafts.BodyOf(changed), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "no json")]
    public void A_call_that_names_no_model_cannot_be_sent_to_another(string method, string body)
    {
        var (changed, refusal) = new CallChanges { Model = "b" }.ApplyTo(Drafts.Of("/v1/models", body) with { Method = method });
        Assert.Equal((null, "This call names no model, neither in its path nor in its body, so it cannot be sent to another one."), (changed, refusal));
    }

    [Theory]
    [InlineData("{\n  \"a\": 1,\n  \"é\": x\n}", "The body is not JSON: it goes wrong at line 3, column 8.")]
    [InlineData("{\"a\": [1, 2", "The body is not JSON: it ends too early, at line 1, column 12.")]
    [InlineData("", "The body is not JSON: it ends too early, at line 1, column 1.")]
    public void A_body_that_is_no_json_is_told_by_line_and_column(string body, string said) =>
        Assert.Equal((null, said), new CallChanges { WholeBody = Encoding.UTF8.GetBytes(body) }.ApplyTo(Drafts.Of("/v1/chat/completions", "{}")));

    [Fact]
    public void A_body_that_says_to_be_something_else_may_be_anything() =>
        Assert.Equal("plain", Drafts.BodyOf(new CallChanges { WholeBody = "plain"u8.ToArray() }.ApplyTo(Drafts.Of("/x", type: "text/plain")).Draft));

    [Fact]
    public void A_patch_is_refused_where_there_is_nothing_it_could_go_over()
    {
        using var patch = JsonDocument.Parse("""{"a":1}""");
        using var list = JsonDocument.Parse("[1]");
        var changes = new CallChanges { Patch = patch.RootElement };
        Assert.Equal(
            [
                "This call has no body that could be changed: give it a whole one.",
                "The body is not a JSON object, so its members cannot be changed one by one: give it a whole new one.",
                "Changes to the body must be a JSON object: a merge patch.",
            ],
            [
                changes.ApplyTo(Drafts.Of("/x")).Refusal!,
                changes.ApplyTo(Drafts.Of("/x", "[1]")).Refusal!,
                (changes with { Patch = list.RootElement }).ApplyTo(Drafts.Of("/x", "{}")).Refusal!,
            ]);
    }

    [Fact]
    public void Headers_are_set_and_taken_away_but_never_a_credential()
    {
        var draft = Drafts.Of("/x", "{}") with { Headers = [new("Accept", "a"), new("accept", "b"), new("X-Title", "t")] };
        var changes = new CallChanges { Headers = new Dictionary<string, string?> { ["Accept"] = "c", ["x-title"] = null } };
        Assert.Equal([KeyValuePair.Create("Accept", "c")], changes.ApplyTo(draft).Draft!.Headers);
        foreach (var (name, value) in new[] { ("Authorization", "Bearer x"), ("X-Observability-Key", "obs_w_x"), ("Content-Length", "1"), ("X-A", "a\r\nB: c"), ("X A", "a"), ("X-A", "日") })
        {
            var (changed, refusal) = new CallChanges { Headers = new Dictionary<string, string?> { [name] = value } }.ApplyTo(draft);
            Assert.Null(changed);
            Assert.Contains($"'{name}'", refusal, StringComparison.Ordinal);
        }
    }

    [Theory]
    [Trait("Fault", "F-56")]
    [InlineData("openai", "../../etc")]
    [InlineData("openai", "/v1/%2e%2e/x")]
    [InlineData("openai", "/v1/a b")]
    [InlineData("openai", "/v1/é")]
    [InlineData("../x", "/v1")]
    public void What_could_lead_elsewhere_is_not_sent(string upstream, string target) =>
        Assert.NotNull(DraftRules.Refuse(Drafts.Of(target) with { Upstream = upstream }));
}
