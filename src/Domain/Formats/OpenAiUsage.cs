using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Gathers OpenAI-shaped usage objects and turns them into <see cref="Usage"/>, minding how relatives of the API count.</summary>
internal sealed class OpenAiUsage
{
    private long? _input;
    private long? _output;
    private long? _total;
    private long? _cacheRead;
    private long? _cacheWrite;
    private long? _reasoning;
    private long? _audioInput;
    private long? _audioOutput;
    private long? _imageInput;
    private long? _imageOutput;
    private long? _searches;
    private decimal? _audioSeconds;
    private bool _isVercel;
    private bool _isOpenRouter;

    /// <summary>Merges a usage object: what it says replaces what was said before, what it leaves out stays.</summary>
    public void Merge(JsonElement usage)
    {
        // Open WebUI: input_tokens and output_tokens count the whole reply, prompt_tokens only its last round; its older releases hand on Ollama's names.
        _input = usage.Count("input_tokens"u8) ?? usage.Count("prompt_tokens"u8) ?? usage.Count("prompt_eval_count"u8) ?? _input;
        _output = usage.Count("output_tokens"u8) ?? usage.Count("completion_tokens"u8) ?? usage.Count("eval_count"u8) ?? _output;
        _total = usage.Count("total_tokens"u8) ?? _total;
        MergeInput(usage, InputDetails(usage));
        MergeOutput(usage, OutputDetails(usage));
        _searches = Searches(usage) ?? _searches;

        // Whisper's {"type":"duration","seconds":n}; Mistral's beside its tokens.
        _audioSeconds = usage.Number("seconds"u8) ?? usage.Number("prompt_audio_seconds"u8) ?? _audioSeconds;
        _isVercel |= usage.Member("market_cost"u8) is not null;
        _isOpenRouter |= usage.Member("is_byok"u8) is not null && !_isVercel;
    }

    /// <summary>What was used; null when no usage was given.</summary>
    /// <param name="model">The model that answered: some count reasoning apart.</param>
    public Usage? ToUsage(string? model)
    {
        if (_input is null && _output is null && _audioSeconds is null)
        {
            return null;
        }

        return new(InputTokens(), _cacheRead, _cacheWrite, OutputTokens(model ?? ""), _reasoning, _audioInput, _audioOutput)
        {
            ImageInput = _imageInput,
            ImageOutput = _imageOutput,
            Searches = _searches,
            AudioSeconds = _audioSeconds,
        };
    }

    private void MergeInput(JsonElement usage, JsonElement details)
    {
        _cacheRead = details.Count("cached_tokens"u8) ?? usage.Count("prompt_cache_hit_tokens"u8) ?? usage.Count("num_cached_tokens"u8)
            ?? usage.Count("cached_tokens"u8) ?? _cacheRead;
        _cacheWrite = details.Count("cache_write_tokens"u8) ?? usage.Count("cache_creation_input_tokens"u8) ?? _cacheWrite;
        _audioInput = details.Count("audio_tokens"u8) ?? _audioInput;
        _imageInput = details.Count("image_tokens"u8) ?? _imageInput;
    }

    private void MergeOutput(JsonElement usage, JsonElement details)
    {
        _reasoning = details.Count("reasoning_tokens"u8) ?? usage.Count("reasoning_tokens"u8) ?? _reasoning;
        _audioOutput = details.Count("audio_tokens"u8) ?? _audioOutput;
        _imageOutput = details.Count("image_tokens"u8) ?? _imageOutput;
    }

    // The singular names are Writer's, the assistants' and those of OpenAI's transcriptions.
    private static JsonElement InputDetails(JsonElement usage) =>
        usage.Member("prompt_tokens_details"u8) ?? usage.Member("input_tokens_details"u8)
        ?? usage.Member("prompt_token_details"u8) ?? usage.Member("input_token_details"u8) ?? default;

    private static JsonElement OutputDetails(JsonElement usage) =>
        usage.Member("completion_tokens_details"u8) ?? usage.Member("output_tokens_details"u8)
        ?? usage.Member("completion_token_details"u8) ?? usage.Member("output_token_details"u8) ?? default;

    // OpenRouter, xAI, Perplexity.
    private static long? Searches(JsonElement usage) =>
        (usage.Member("server_tool_use_details"u8) ?? usage.Member("server_tool_use"u8))?.Count("web_search_requests"u8)
        ?? usage.Member("server_side_tool_usage_details"u8)?.Count("web_search_calls"u8)
        ?? usage.Count("num_search_queries"u8);

    private long? InputTokens()
    {
        if (_cacheRead > _input)
        {
            // Azure Foundry's grok leaves the cached part out.
            return _input + _cacheRead;
        }

        // Mistral counts audio on top.
        return _audioInput > 0 && _total == _input + _output + _audioInput ? _input + _audioInput : _input;
    }

    private long? OutputTokens(string model)
    {
        if (_reasoning is > 0)
        {
            var onTop = _total == _input + _output + _reasoning
                || (_reasoning > _output && !_isOpenRouter)
                || (_isVercel && model.StartsWith("google/", StringComparison.Ordinal));
            return onTop ? _output + _reasoning : _output;
        }

        // Gemini's OpenAI API shows its thinking only in the total.
        var hidden = _reasoning is null && _audioInput is null or 0 && _cacheRead is null or 0 && _total > _input + _output;
        return hidden ? _total - _input : _output;
    }
}
