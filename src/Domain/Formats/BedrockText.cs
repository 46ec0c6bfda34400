using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>
/// Reads what the simpler models on Bedrock answer: Titan, Llama, Mistral, AI21's Jurassic, Cohere's Command, Claude before messages;
/// and embeddings, images, rerankings.
/// </summary>
internal static class BedrockText
{
    /// <summary>Adds an answer or a piece of one; what it brought.</summary>
    public static Generated AddTo(TextAnswer answer, JsonElement root)
    {
        if (root.Member("completion"u8) is not null)
        {
            return AnthropicCompleteFormat.AddTo(answer, root);
        }

        if ((root.Member("generations"u8) ?? root.Member("is_finished"u8)) is not null)
        {
            return CohereGenerateFormat.AddTo(answer, root);
        }

        if (root.Member("generation"u8) is not null)
        {
            return AddLlama(answer, root);
        }

        if ((root.Member("outputText"u8) ?? root.Member("inputTextTokenCount"u8)) is not null)
        {
            return AddTitan(answer, root);
        }

        var brought = AddChoices(answer, root);
        AddVectors(answer, root);
        AddImages(answer, root);
        foreach (var list in CohereRerankFormat.OutputOf(root))
        {
            answer.AddList(list);
        }

        return brought;
    }

    // {"generation":" phrase","prompt_token_count":null,"generation_token_count":4,"stop_reason":null}, counted as it goes.
    private static Generated AddLlama(TextAnswer answer, JsonElement root)
    {
        Count(answer, root.Count("prompt_token_count"u8), root.Count("generation_token_count"u8));
        answer.FinishReason = root.Text("stop_reason"u8) ?? answer.FinishReason;
        return answer.AddText(root.Text("generation"u8), 0);
    }

    // {"inputTextTokenCount":9,"results":[{"tokenCount":17,"outputText":"…","completionReason":"FINISH"}]}; a stream has the result itself.
    private static Generated AddTitan(TextAnswer answer, JsonElement root)
    {
        answer.FinishReason = root.Text("completionReason"u8) ?? answer.FinishReason;
        var output = root.Count("totalOutputTextTokenCount"u8);
        var brought = answer.AddText(root.Text("outputText"u8), root.Count("index"u8) ?? 0);
        var choice = 0;
        foreach (var result in root.Items("results"u8))
        {
            output = result.Count("tokenCount"u8) is { } tokens ? (output ?? 0) + tokens : output;
            answer.FinishReason ??= result.Text("completionReason"u8);
            brought |= answer.AddText(result.Text("outputText"u8), choice++);
        }

        // The words of a guardrail are counted too, but no model made them.
        if (root.Text("amazon-bedrock-guardrailAction"u8) != "INTERVENED")
        {
            Count(answer, root.Count("inputTextTokenCount"u8), output);
        }

        AddVectors(answer, root);
        return brought;
    }

    // AI21: completions[].data.text and finishReason.reason. Mistral: outputs[].text and stop_reason.
    private static Generated AddChoices(TextAnswer answer, JsonElement root)
    {
        var brought = Generated.Nothing;
        var choice = 0;
        foreach (var completion in root.Items("completions"u8))
        {
            answer.FinishReason ??= completion.Member("finishReason"u8)?.Text("reason"u8);
            brought |= answer.AddText(completion.Member("data"u8)?.Text("text"u8), choice++);
        }

        foreach (var output in root.Items("outputs"u8))
        {
            answer.FinishReason = output.Text("stop_reason"u8) ?? answer.FinishReason;
            brought |= answer.AddText(output.Text("text"u8), output.Count("index"u8) ?? choice);
        }

        return brought;
    }

    private static void AddVectors(TextAnswer answer, JsonElement root)
    {
        if (root.Member("embedding"u8) is { ValueKind: JsonValueKind.Array } one)
        {
            answer.Add(new VectorsPart(1, one.GetArrayLength()));
        }
        else
        {
            CohereEmbedFormat.AddTo(answer, root);
        }
    }

    private static void AddImages(TextAnswer answer, JsonElement root)
    {
        var images = 0;
        foreach (var image in root.Items("images"u8))
        {
            images += Add(image.AsText());
        }

        foreach (var artifact in root.Items("artifacts"u8))
        {
            images += Add(artifact.Text("base64"u8));
        }

        if (images > 0)
        {
            answer.Usage = (answer.Usage ?? new(null)) with { Images = images };
        }

        int Add(string? base64)
        {
            if (base64 is not { Length: > 0 })
            {
                return 0;
            }

            answer.Add(new MediaPart("image", null, null, ContentParts.DecodedLength(base64)));
            return 1;
        }
    }

    private static void Count(TextAnswer answer, long? input, long? output)
    {
        if ((input ?? output) is not null)
        {
            answer.Usage = new(input ?? answer.Usage?.Input, Output: output ?? answer.Usage?.Output);
        }
    }
}
