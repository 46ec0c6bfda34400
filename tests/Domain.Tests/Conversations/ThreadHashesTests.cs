using Observability.Domain.Conversations;
using Observability.Domain.Formats;

namespace Observability.Domain.Tests.Conversations;

public sealed class ThreadHashesTests
{
    private static readonly Message Question = User("What is a spool?");

    [Fact]
    public void A_first_turn_has_no_history_and_one_without_an_answer_no_thread()
    {
        Assert.Equal((null, null), (Of([Question]).History, Of([Question]).Thread));
        Assert.Null(Of([Question], Says()).Thread);
        Assert.Null(Of([Question], new Message("assistant", [new ReasoningPart("Hmm.")])).Thread);
    }

    public static TheoryData<string, Message[], Message[]> SentBack()
    {
        Message plain = Says("A queue on disk.");
        Message calls = new("assistant", [new TextPart("Let me look."), new ToolCallPart("c1", "look", "{}")]);
        Message result = new("tool", [new ToolResultPart("c1", "42")]);
        return new()
        {
            { "as it came", [plain], [plain] },
            { "with other white space", [plain], [Says("\nA queue\r\non disk. ")] },
            { "by another role", [new("model", [new TextPart("A queue on disk.")])], [plain] },
            { "without its reasoning", [new("assistant", [new ReasoningPart("Hmm."), new TextPart("A queue on disk.")])], [plain] },
            { "without its reasoning in the text", [Says("<think>Hmm. <b>No.</b></think>\nA queue on disk.")], [plain] },
            { "with its reasoning folded by Open WebUI", [plain], [Says("<details type=\"reasoning\" done=\"true\"><summary>Thought</summary>Hmm.</details>A queue on disk.")] },
            { "in two parts", [plain], [new("assistant", [new TextPart("A queue"), new TextPart("on disk.")])] },
            { "as an item each", [calls], [Says("Let me look."), new("assistant", [new ToolCallPart("c1", "look", "{}")]), result] },
            { "without what the provider ran itself", [new("assistant", [new ToolCallPart("s", "web_search", "{}") { ByProvider = true }, new TextPart("A queue on disk.")])], [plain] },
        };
    }

    [Theory, MemberData(nameof(SentBack))]
    public void An_answer_is_known_again_when_it_is_sent_back(string how, Message[] answer, Message[] history)
    {
        Assert.NotEmpty(how);
        var next = history is [.., { Role: "tool" }] ? history : [.. history, User("And then?")];
        Assert.Equal(Of([Question], answer).Thread, Of([User("What was a spool, at 12:01?"), .. next]).History);
    }

    [Fact]
    public void A_turn_with_tools_is_known_again_whether_its_calls_are_sent_back_or_only_its_words()
    {
        Message calls = new("assistant", [new TextPart("Let me look."), new ToolCallPart("c1", "look", "{}")]);
        Message result = new("tool", [new ToolResultPart("c1", "42")]);
        var last = Of([Question, calls, result], Says("It is 42."));

        Assert.Equal(last.Thread, Of([Question, calls, result, Says("It is 42."), User("Sure?")]).History);
        Assert.Equal(last.Thread, Of([Question, Says("Let me look.\nIt is 42."), User("Sure?")]).History);
        Assert.NotEqual(Of([Question], calls).Thread, Of([Question, calls, result], calls).Thread);
    }

    [Fact]
    public void Tool_results_are_no_prompt_whoever_sends_them()
    {
        Message calls = new("assistant", [new ToolCallPart("c1", "look", "{}")]);
        var asked = Of([Question]).Prompt;

        Assert.Equal(asked, Of([Question, calls, new("tool", [new ToolResultPart("c1", "42")])]).Prompt);
        Assert.Equal(asked, Of([Question, calls, new("user", [new ToolResultPart("c1", "42")])]).Prompt);
        Assert.Equal(asked, Of([Question, calls, User("Here are the images from the tool results above. Please analyze them.")]).Prompt);
        Assert.NotEqual(asked, Of([Question, calls, User("Stop.")]).Prompt);
    }

    [Fact]
    public void Retrieved_documents_are_not_the_users_words()
    {
        const string Template = "### Task:\nRespond to the user query using the provided context, incorporating inline citations.\n<context>\n<source id=\"1\">{0}</source>\n</context>\n";
        string Sent(string document, string question) => string.Format(System.Globalization.CultureInfo.InvariantCulture, Template, document) + question;

        Assert.Equal("Who signed it?", OwnWords.Of(Sent("a", "\nWho signed it?")));
        Assert.Equal("Who signed it?", OwnWords.Of(Sent("a", "<user_query>\nWho signed it?\n</user_query>")));
        Assert.Equal(Of([User("Who signed it?")]).Prompt, Of([User(Sent("another", "Who signed it?"))]).Prompt);
        foreach (var whole in new[] { Sent("a", ""), "### Task:\nRespond to the user query using the provided context", "Hi </context> there", "" })
        {
            Assert.Equal(whole, OwnWords.Of(whole));
        }
    }

    [Theory]
    [InlineData("{ \"title\": \"🌊 Tides\" }", "🌊 Tides")]
    [InlineData("```json {\"title\":\"Say \\\"no\\\"\"} ```", "Say \"no\"")]
    [InlineData("{\"title\": \"Cut off in the mid", "Cut off in the mid")]
    [InlineData("{\"title\": \"\\u6d77\"", "海")]
    [InlineData("{\"title\": \"\\u6d", null)]
    [InlineData("{\"title\": \"", null)]
    [InlineData("{\"title\": 3}", null)]
    [InlineData("{\"tags\": []}", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_title_is_read_from_what_the_task_answered(string? answer, string? title) => Assert.Equal(title, ConversationTitle.In(answer));

    private static Message User(string text) => new("user", [new TextPart(text)]);

    private static Message Says(params string[] texts) => new("assistant", [.. texts.Select(t => new TextPart(t))]);

    private static ThreadHashes Of(Message[] input, params Message[] output) => ThreadHashes.Of(new() { Input = input, Output = output });
}
