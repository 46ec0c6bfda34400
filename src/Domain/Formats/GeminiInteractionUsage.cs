using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Gathers the usage of an interaction, which events repeat and complete: thoughts and what tools put into the prompt are counted apart.</summary>
internal sealed class GeminiInteractionUsage
{
    private long? _input;
    private long? _output;
    private long? _thoughts;
    private long? _toolInput;
    private long? _cached;
    private GeminiModalities _inputs = GeminiModalities.None;
    private GeminiModalities _outputs = GeminiModalities.None;

    /// <summary>Merges a usage object: what it says replaces what was said before, what it leaves out stays.</summary>
    public void Merge(JsonElement usage)
    {
        _input = usage.Count("total_input_tokens"u8) ?? _input;
        _output = usage.Count("total_output_tokens"u8) ?? _output;
        _thoughts = usage.Count("total_thought_tokens"u8) ?? _thoughts;
        _toolInput = usage.Count("total_tool_use_tokens"u8) ?? _toolInput;
        _cached = usage.Count("total_cached_tokens"u8) ?? _cached;
        _inputs = GeminiModalities.In(usage, "input_tokens_by_modality"u8) ?? _inputs;
        _outputs = GeminiModalities.In(usage, "output_tokens_by_modality"u8) ?? _outputs;
    }

    /// <summary>The tokens; null when no usage was given.</summary>
    /// <param name="searches">Searches made for the answer; null when it names none.</param>
    public Usage? ToUsage(long? searches)
    {
        var output = _output + (_thoughts ?? 0) ?? _thoughts;
        return (_input ?? output ?? searches) is null
            ? null
            : new(_input + (_toolInput ?? 0), _cached, Output: output, Reasoning: _thoughts, AudioInput: _inputs.Audio, AudioOutput: _outputs.Audio)
            {
                ImageInput = _inputs.Image,
                ImageOutput = _outputs.Image,
                Searches = searches,
            };
    }
}
