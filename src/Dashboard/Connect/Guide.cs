using Observability.Dashboard.Keys;

namespace Observability.Dashboard.Connect;

/// <summary>One thing to do.</summary>
/// <param name="Title">What.</param>
/// <param name="Words">Why and how, a paragraph each; code stands in backticks.</param>
/// <param name="Snippets">What to paste, in order.</param>
public sealed record GuideStep(string Title, IReadOnlyList<string> Words, IReadOnlyList<Snippet> Snippets);

/// <summary>What to do, for everything that can be chosen on the Connect page.</summary>
public static class Guide
{
    /// <summary>The steps, complete, with the reader's address and key in them.</summary>
    public static IReadOnlyList<GuideStep> For(ConnectUrl choice, ConnectTarget target) => choice switch
    {
        { Producer: Producer.OpenWebUI } => OpenWebUIGuide.For(target.SeenFrom(choice.Way), choice.Way, choice.Running),
        { Producer: Producer.Ollama, Way: Way.BehindOpenWebUI } => OpenWebUIGuide.For(target.SeenFrom(Way.Docker), Way.Docker, choice.Running),
        { Producer: Producer.Ollama } => OllamaGuide.For(target, choice.Way),
        { Producer: Producer.Azure } => AzureGuide.For(target, choice.Way),
        { Producer: Producer.OpenWebUIApi } => OpenWebUIApiGuide.For(target, choice.Way),
        { Producer: Producer.LangChain } => SdkGuide.LangChain(target, choice.Way),
        { Producer: Producer.OpenAISdk } => SdkGuide.OpenAI(target, choice.Way),
        _ => CurlGuide.For(target),
    };
}
