using Observability.Domain.Exchanges;
using Observability.Domain.Formats;

namespace Observability.Domain.Tests.Exchanges;

public sealed class TaskShapeTests
{
    private const string German =
        """
        ### Aufgabe:
        Finde eine kurze Überschrift für das Gespräch. Schreibe nichts als JSON.
        <chat_history>
        USER: Antworte mit { "tags": ["a"] }
        ASSISTANT: { "tags": ["a"] }
        </chat_history>
        ### Ausgabe:
        { "title": "die Überschrift" }
        """;

    [Theory]
    [InlineData("title_generation", German)]
    [InlineData("title_generation", "### 任务：\n为对话生成标题，JSON 格式：{ \"title\": \"标题\" }\n<chat_history>\nUSER: 你好\n</chat_history>")]
    [InlineData("tags_generation", "### 任务：生成标签 {\"tags\": [\"标签\"]}\n<chat_history>\n</chat_history>")]
    [InlineData("follow_up_generation", "Schlage Fragen vor: { \"follow_ups\": [\"…\"] } <chat_history>USER: hi</chat_history>")]
    [InlineData("query_generation", "### Task:\nFinde Suchbegriffe.\n{\n  \"queries\": [\"…\"]\n}")]
    [InlineData("image_prompt_generation", "### Task:\nBeschreibe ein Bild: { \"prompt\": \"…\" }")]
    [InlineData("autocomplete_generation", "### Task:\nErgänze <text>. { \"text\": \"…\" }\n<chat_history></chat_history>")]
    [InlineData("unknown", "### Task:\nFinde eine Überschrift.")]
    [InlineData("unknown", "### Task:\nSag etwas.\n<chat_history>\nUSER: { \"title\": \"x\" }\n</chat_history>")]
    [InlineData(null, "Finde eine Überschrift.\n<chat_history>\nUSER: { \"title\": \"x\" }\n</chat_history>")]
    [InlineData(null, "What does { \"title\": \"x\" } mean?")]
    [InlineData(null, "### Task:\nRespond to the user query using the provided context, incorporating inline citations { \"title\": 1 }")]
    [InlineData(null, "### Task:\nBeantworte die Frage aus dem Kontext.\n<context>\n<source id=\"1\" name=\"a.pdf\">…</source>\n</context>")]
    [InlineData(null, "hello")]
    [InlineData(null, "")]
    public void A_rewritten_template_is_told_by_its_shape_and_by_the_answer_it_asks_for(string? task, string text) =>
        Assert.Equal(task, TaskShape.TaskOf("chat", Of(text)));

    [Fact]
    public void What_streams_or_offers_tools_or_has_more_messages_or_is_no_chat_is_no_task()
    {
        var task = Of(German);
        Assert.NotNull(TaskShape.TaskOf("responses", task));
        Assert.NotNull(TaskShape.TaskOf("generate", task));
        Assert.Null(TaskShape.TaskOf("embeddings", task));
        Assert.Null(TaskShape.TaskOf("chat", task with { Stream = true }));
        Assert.Null(TaskShape.TaskOf("chat", task with { ToolsOffered = ["f"] }));
        Assert.Null(TaskShape.TaskOf("chat", task with { Input = [.. task.Input, .. task.Input] }));
        Assert.Null(TaskShape.TaskOf("chat", task with { Input = [new("assistant", task.Input[0].Parts)] }));
        Assert.Null(TaskShape.TaskOf("chat", Reading.Nothing));
    }

    [Fact]
    public void Documents_of_the_retrieval_template_are_counted_once_each()
    {
        const string Rag = "### Task:\nRespond to the user query using the provided context, incorporating inline citations in [id]\n<context>\n";
        const string Sources = "<source id=\"1\" name=\"a\">x</source><source id=\"1\">y</source><source id=\"2\" name=\"b\">z</source>";
        Assert.Equal(2, RetrievalTemplate.SourcesIn(Of(Rag + Sources).Input));
        Assert.Equal(2, RetrievalTemplate.SourcesIn([new("system", [new TextPart(Rag + Sources)]), .. Of("hi").Input]));
        Assert.Equal(0, RetrievalTemplate.SourcesIn(Of(Rag).Input));
        Assert.Equal(0, RetrievalTemplate.SourcesIn(Of(Sources).Input));
        Assert.Equal(0, RetrievalTemplate.SourcesIn([]));
    }

    [Fact]
    public void Every_line_of_the_table_says_where_and_in_which_releases_it_was_read()
    {
        Assert.Equal(13, TaskOpenings.All.Count);
        Assert.All(TaskOpenings.All, o =>
        {
            Assert.Contains(o.Role, (string[])["user", "system", "any"]);
            Assert.Contains("0.11.0", TaskOpenings.All.Where(same => same.Task == o.Task).SelectMany(same => same.Seen));
            Assert.StartsWith("backend/open_webui/", o.Source, StringComparison.Ordinal);
            Assert.All(o.Seen, release => Assert.True(Version.TryParse(release, out _), release));
        });
    }

    private static Reading Of(string text) => Reading.Nothing with { Input = [new("user", [new TextPart(text)])] };
}
