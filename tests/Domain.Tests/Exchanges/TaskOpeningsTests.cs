using Observability.Domain.Exchanges;
using Observability.Domain.Formats;

namespace Observability.Domain.Tests.Exchanges;

public sealed class TaskOpeningsTests
{
    [Theory]
    [InlineData("title_generation", "### Task:\nGenerate a concise title summarizing the chat history.\n### Guidelines:")]
    [InlineData("title_generation", "### Task:\nGenerate a concise, 3-5 word title with an emoji summarizing the chat history.\n")]
    [InlineData("tags_generation", "### Task:\nGenerate 1-3 broad tags categorizing the main themes of the chat history, along with")]
    [InlineData("follow_up_generation", "### Task:\nSuggest 3-5 relevant follow-up questions or prompts that the user")]
    [InlineData("query_generation", "### Task:\nAnalyze the chat history to determine the necessity of generating search queries, in")]
    [InlineData("autocomplete_generation", "### Task:\nYou are an autocompletion system. Continue the text in `<text>` based on")]
    [InlineData("image_prompt_generation", "### Task:\nGenerate a detailed prompt for am image generation task based on")]
    [InlineData("context_compaction", "### Task:\nSummarize the conversation history that will be compacted out of the active chat context. Keep")]
    [InlineData("emoji_generation", "Your task is to reflect the speaker's likely facial expression through a fitting emoji. Interpret")]
    [InlineData("moa_response_generation", "You have been provided with a set of responses from various models to the latest user query: \"hi\"")]
    [InlineData(null, "### Task:\nRespond to the user query using the provided context, incorporating inline citations in the format")]
    [InlineData(null, "### Task:\nWrite my homework")]
    [InlineData(null, " ### Task:\nGenerate a concise title summarizing the chat history.")]
    [InlineData(null, "hello")]
    [InlineData(null, "")]
    public void A_task_is_told_by_how_its_only_message_opens(string? task, string text) =>
        Assert.Equal(task, TaskOpenings.TaskOf([Of("user", text)]));

    [Fact]
    public void The_same_words_in_a_longer_conversation_are_no_task()
    {
        const string Title = "### Task:\nGenerate a concise title summarizing the chat history.";
        Assert.Null(TaskOpenings.TaskOf([Of("user", "hi"), Of("assistant", "hello"), Of("user", Title)]));
        Assert.Null(TaskOpenings.TaskOf([Of("system", "be nice"), Of("user", Title)]));
        Assert.Null(TaskOpenings.TaskOf([Of("assistant", Title)]));
        Assert.Null(TaskOpenings.TaskOf([]));
    }

    [Theory]
    [InlineData("function_calling", "Available Tools: [{\"name\":\"f\"}]\nReturn", "Query: weather?")]
    [InlineData("function_calling", "Available Tools: []", "History:\nUSER: hi\nQuery: weather?")]
    [InlineData(null, "Available Tools: []", "weather?")]
    [InlineData("memory_review", "You are Open WebUI's private memory reviewer. Return only valid JSON. Then", "anything")]
    [InlineData(null, "You are helpful.", "Query: weather?")]
    public void Some_tasks_are_told_by_their_system_message(string? task, string system, string user) =>
        Assert.Equal(task, TaskOpenings.TaskOf([Of("system", system), Of("user", user)]));

    private static Message Of(string role, string text) => new(role, [new TextPart(text)]);
}
