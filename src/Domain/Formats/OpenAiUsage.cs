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
    private bool _isVercel;
    private bool _isOpenRouter;

    /// <summary>Merges a usage object: what it says replaces what was said before, what it leaves out stays.</summary>
    public void Merge(JsonElement usage)
    {
        // Open WebUI: input_tokens and output_tokens count the whole reply, prompt_tokens only its last round.
        _input = usage.Count("input_tokens"u8) ?? usage.Count("prompt_tokens"u8) ?? _input;
        _output = usage.Count("output_tokens"u8) ?? usage.Count("completion_tokens"u8) ?? _output;
        _total = usage.Count("total_tokens"u8) ?? _total;
        var input = usage.Member("prompt_tokens_details"u8) ?? usage.Member("input_tokens_details"u8) ?? default;
        var output = usage.Member("completion_tokens_details"u8) ?? usage.Member("output_tokens_details"u8) ?? default;
        _cacheRead = input.Count("cached_tokens"u8) ?? usage.Count("prompt_cache_hit_tokens"u8) ?? usage.Count("num_cached_tokens"u8)
            ?? usage.Count("cached_tokens"u8) ?? _cacheRead;
        _cacheWrite = input.Count("cache_write_tokens"u8) ?? usage.Count("cache_creation_input_tokens"u8) ?? _cacheWrite;
        _reasoning = output.Count("reasoning_tokens"u8) ?? usage.Count("reasoning_tokens"u8) ?? _reasoning;
        _audioInput = input.Count("audio_tokens"u8) ?? _audioInput;
        _audioOutput = output.Count("audio_tokens"u8) ?? _audioOutput;
        _isVercel |= usage.Member("market_cost"u8) is not null;
        _isOpenRouter |= usage.Member("is_byok"u8) is not null && !_isVercel;
    }

    /// <summary>The tokens; null when no usage was given.</summary>
    /// <param name="model">The model that answered: some count reasoning apart.</param>
    public Usage? ToUsage(string? model)
    {
        if (_input is null && _output is null)
        {
            return null;
        }

        return new(InputTokens(), _cacheRead, _cacheWrite, OutputTokens(model ?? ""), _reasoning, _audioInput, _audioOutput);
    }

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
