using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Observability.Domain.Formats;

namespace Observability.Domain.Conversations;

/// <summary>What assistants said so far in a request, as a number: one link of a chain of SHA-256 for each turn that is over, and the turn that is open.</summary>
internal sealed class WhatWasSaid
{
    // No text holds it: noncharacters are not for interchange.
    private const char BeforeCall = '\uFFFE';

    private readonly ArrayBufferWriter<char> _text = new();
    private readonly ArrayBufferWriter<char> _textAndCalls = new();
    private byte[] _before = [];
    private bool _endsInCall;

    /// <summary>The number of any text, white space apart.</summary>
    public static long NumberOf(string text)
    {
        var letters = new ArrayBufferWriter<char>();
        WriteLetters(text, letters);
        return Number(Link([], letters.WrittenSpan));
    }

    /// <summary>Adds what an assistant said; false when it said nothing.</summary>
    public bool Add(Message message)
    {
        var before = _textAndCalls.WrittenCount;
        foreach (var part in message.Parts)
        {
            switch (part)
            {
                case TextPart text:
                    Write(text.Text);
                    break;
                case RefusalPart refusal:
                    Write(refusal.Text);
                    break;
                case ToolCallPart { ByProvider: false } call:
                    _endsInCall = true;
                    _textAndCalls.Write([BeforeCall]);
                    _textAndCalls.Write(call.Name);
                    break;
            }
        }

        return _textAndCalls.WrittenCount > before;
    }

    /// <summary>A person spoke: what comes is another turn.</summary>
    public void EndTurn()
    {
        if (_text.WrittenCount > 0)
        {
            _before = Link(_before, _text.WrittenSpan);
        }

        _text.ResetWrittenCount();
        _textAndCalls.ResetWrittenCount();
        _endsInCall = false;
    }

    /// <summary>The number; null when nothing was said.</summary>
    public long? Number()
    {
        // A turn that ends in words is over, whatever it called on the way.
        var open = _endsInCall ? _textAndCalls.WrittenSpan : _text.WrittenSpan;
        return open.Length > 0 ? Number(Link(_before, open)) : _before.Length > 0 ? Number(_before) : null;
    }

    private static byte[] Link(ReadOnlySpan<byte> before, ReadOnlySpan<char> letters)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(before);
        sha.AppendData(MemoryMarshal.AsBytes(letters));
        return sha.GetHashAndReset();
    }

    private static long Number(ReadOnlySpan<byte> sha256) => BinaryPrimitives.ReadInt64LittleEndian(sha256);

    private void Write(string text)
    {
        var visible = ReasoningMarks.Without(text);
        WriteLetters(visible, _textAndCalls);
        _endsInCall &= !WriteLetters(visible, _text);
    }

    private static bool WriteLetters(string text, ArrayBufferWriter<char> to)
    {
        var room = to.GetSpan(text.Length);
        var count = 0;
        foreach (var letter in text)
        {
            if (!char.IsWhiteSpace(letter))
            {
                room[count++] = letter;
            }
        }

        to.Advance(count);
        return count > 0;
    }
}
