using System.Collections.Frozen;

namespace Observability.Domain.Exchanges;

/// <summary>Which headers of an exchange are kept. What is not named here is not stored, only counted: a secret nobody thought of stays out.</summary>
public static class HeaderAllowList
{
    private static readonly FrozenSet<string> Names = FrozenSet.ToFrozenSet(
    [
        // what the message is
        "content-type", "content-encoding", "content-length", "content-language", "content-disposition", "transfer-encoding",
        "date", "server", "via", "age", "etag", "vary", "cache-control", "expires", "last-modified", "allow", "trailer",
        // who sent it and what they accept
        "user-agent", "host", "origin", "x-title", "http-referer", "idempotency-key", "expect", "connection", "upgrade", "range",
        // how the provider names the call
        "x-request-id", "request-id", "x-correlation-id", "mistral-correlation-id", "apim-request-id", "x-ms-request-id",
        "x-ms-client-request-id", "x-amzn-requestid", "x-generation-id", "cf-ray", "traceparent", "inference-id", "x-litellm-call-id",
        "x-debug-trace-id", "x-ds-trace-id", "x-oneapi-request-id", "x-inference-request-id", "x-groq-region",
        // who really served it, and what it cost
        "x-inference-provider", "x-provider-name", "x-litellm-model-id", "x-litellm-model-group", "x-litellm-response-cost",
        "x-ms-is-spilled-over", "x-prompt-tokens", "x-generated-tokens", "num-tokens",
        // what the provider says about it
        "x-should-retry", "x-envoy-upstream-service-time", "server-timing", "x-ms-region", "x-ms-served-model", "x-ms-deployment-name",
        "num_tokens", "num_chars", "x-amzn-errortype", "x-api-warning", "x-compute-time", "x-inference-time", "x-queue-time", "x-total-time", "x-time-per-token",
        "x-goog-api-client", "x-cache", "warning", "alt-svc", "location", "www-authenticate", "x-accel-buffering", "sec-websocket-protocol",
    ], StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Prefixes =
    [
        "accept", "openai-", "anthropic-", "x-ratelimit-", "ratelimit", "retry-after", "x-stainless-", "x-openwebui-", "helicone-",
        "x-observability-", "x-amzn-bedrock-", "azureml-", "azureai-", "x-gemini-", "x-metrics-",
    ];

    // Under a prefix these endings mark what opens something: Helicone-Auth, X-OpenWebUI-User-Jwt, X-Observability-Key.
    private static readonly string[] SecretEndings = ["auth", "authorization", "key", "token", "secret", "jwt", "password", "cookie"];

    /// <summary>Whether the lines of this header are kept. Case does not matter.</summary>
    public static bool Keeps(string name) => Names.Contains(name) || (HasPrefix(name) && !IsSecret(name));

    private static bool HasPrefix(string name)
    {
        foreach (var prefix in Prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSecret(string name)
    {
        foreach (var ending in SecretEndings)
        {
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
