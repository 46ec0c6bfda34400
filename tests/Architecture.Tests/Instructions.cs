using System.Reflection;
using System.Reflection.Emit;

namespace Observability.Architecture.Tests;

/// <summary>Reads the compiled body of a method, as far as it pushes strings and calls methods.</summary>
internal static class Instructions
{
    private static readonly Dictionary<short, OpCode> Codes =
        typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (OpCode)f.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>Each string it pushes and each method it calls, in their order.</summary>
    public static IEnumerable<(string? Text, MethodBase? Called)> Of(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } body)
        {
            yield break;
        }

        var typeArguments = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < body.Length;)
        {
            var code = body[at] == 0xFE ? Codes[(short)(0xFE00 | body[at + 1])] : Codes[body[at]];
            at += code.Size;
            if (code.OperandType == OperandType.InlineString)
            {
                yield return (method.Module.ResolveString(BitConverter.ToInt32(body, at)), null);
            }
            else if (code.OperandType == OperandType.InlineMethod)
            {
                yield return (null, method.Module.ResolveMethod(BitConverter.ToInt32(body, at), typeArguments, methodArguments));
            }

            at += Length(code, body, at);
        }
    }

    private static int Length(OpCode code, byte[] body, int at) => code.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(body, at)),
        _ => 4,
    };
}
