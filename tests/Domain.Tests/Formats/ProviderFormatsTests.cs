using System.Text;
using Observability.Domain.Formats;

namespace Observability.Domain.Tests.Formats;

public sealed class ProviderFormatsTests
{
    [Theory]
    [InlineData("openai", "POST", "/v1/chat/completions", "openai.chat")]
    [InlineData("openai", "POST", "//chat//completions/", "openai.chat")]
    [InlineData("azure", "POST", "/openai/deployments/gpt-4o/chat/completions", "openai.chat")]
    [InlineData("openwebui", "POST", "/api/chat/completions", "openwebui.chat")]
    [InlineData("openwebui", "POST", "/api/v1/chat/completions", "openwebui.chat")]
    [InlineData("openai", "POST", "/api/v1/chat/completions", "openai.chat")]
    [InlineData("", "POST", "/api/v1/chat/completions", "openai.chat")]
    [InlineData("ollama", "POST", "/api/chat/completions", "openai.chat")]
    [InlineData("ollama", "POST", "/v1/chat/completions", "openai.chat")]
    [InlineData("ollama", "POST", "/api/chat", "ollama.chat")]
    [InlineData("openwebui", "POST", "/ollama/api/chat/", "ollama.chat")]
    [InlineData("openai", "POST", "/v1/completions", "openai.completions")]
    [InlineData("openai", "POST", "/v1/embeddings", "openai.embeddings")]
    [InlineData("ollama", "POST", "/v1/embeddings", "openai.embeddings")]
    [InlineData("ollama", "POST", "/api/embeddings", "ollama.embed")]
    [InlineData("ollama", "POST", "/api/embed", "ollama.embed")]
    [InlineData("ollama", "POST", "/api/generate", "ollama.generate")]
    [InlineData("ollama", "GET", "/api/tags", "ollama.models")]
    [InlineData("ollama", "GET", "/api/ps", "ollama.models")]
    [InlineData("ollama", "GET", "/api/version", "ollama.models")]
    [InlineData("ollama", "POST", "/api/show", "ollama.show")]
    [InlineData("openai", "GET", "/v1/models", "openai.models")]
    [InlineData("openai", "GET", "/v1/models/gpt-4o", "openai.models")]
    [InlineData("gemini", "POST", "/v1beta/models/gemini-2.5-flash:generateContent", "gemini.generate")]
    [InlineData("gemini", "POST", "/v1alpha/tunedModels/birds-1:streamGenerateContent/", "gemini.generate")]
    [InlineData("vertex", "POST", "/v1/projects/p/locations/global/publishers/google/models/gemini-3:streamGenerateContent", "gemini.generate")]
    [InlineData("", "POST", "/google-vertex/v1beta1/publishers/google/models/gemini-2.5-flash:generateContent", "gemini.generate")]
    [InlineData("gemini", "POST", "/v1beta/models/gemini-2.5-flash:countTokens", "gemini.count")]
    [InlineData("gemini", "POST", "/v1beta/models/gemini-embedding-001:embedContent", "gemini.embed")]
    [InlineData("gemini", "POST", "/v1beta/models/gemini-embedding-001:batchEmbedContents", "gemini.embed")]
    [InlineData("vertex", "POST", "/v1/projects/p/locations/l/publishers/google/models/text-embedding-005:predict", "gemini.embed")]
    [InlineData("vertex", "POST", "/v1/projects/p/locations/l/publishers/google/models/imagen-4:predict", null)]
    [InlineData("gemini", "POST", "/v1beta/interactions", "gemini.interactions")]
    [InlineData("gemini", "GET", "/v1beta/interactions/v1_abc", "gemini.interactions")]
    [InlineData("gemini", "POST", "/v1beta/openai/chat/completions", "openai.chat")]
    [InlineData("gemini", "GET", "/v1beta/models", "openai.models")]
    [InlineData("gemini", "POST", "/v1beta/cachedContents", null)]
    [InlineData("gemini", "POST", "/v1beta/models/gemini-2.5-flash:batchGenerateContent", null)]
    [InlineData("gemini", "POST", "/v1beta/models/:generateContent", null)]
    [InlineData("openai", "GET", "/v1/chat/completions", null)]
    [InlineData("openai", "DELETE", "/v1/models/ft:1", null)]
    [InlineData("openai", "POST", "/v1/chat/completions/chatcmpl-1", null)]
    [InlineData("openai", "POST", "/v1/xchat/completions2", null)]
    [InlineData("openai", "GET", "/v1/chat/completions/chatcmpl-1", "openai.chat")]
    [InlineData("openai", "GET", "/v1/chat/completions/chatcmpl-1/messages", null)]
    [InlineData("azure", "POST", "/models/chat/completions", "openai.chat")]
    [InlineData("anthropic", "POST", "/v1/messages", "anthropic.messages")]
    [InlineData("ollama", "POST", "/api/pull", "ollama.pull")]
    [InlineData("azure", "GET", "/openai/models", "openai.models")]
    [InlineData("", "GET", "/", null)]
    [InlineData("", "GET", "", null)]
    public void A_call_is_told_by_the_end_of_its_path(string family, string method, string path, string? format) =>
        Assert.Equal(format, ProviderFormats.Select(family, Call(method, path))?.Name);

    [Theory]
    [InlineData("""{"model":"palmyra","messages":[{"role":"user","content":"hi"}]}""", "", "openai.chat")]
    [InlineData("", """{"choices":[]}""", "openai.chat")]
    [InlineData("""{"model":"command-r","message":"say \"messages\"","chat_history":[]}""", """{"text":"messages"}""", "cohere.chat")]
    public void A_path_of_two_providers_is_told_by_the_bodies(string request, string response, string expected)
    {
        var call = Call("POST", "/v1/chat") with { RequestBody = Encoding.UTF8.GetBytes(request), ResponseBody = Encoding.UTF8.GetBytes(response) };
        Assert.Equal(expected, ProviderFormats.Select("", call)?.Name);
    }

    [Theory]
    [InlineData("openai", "POST", "/v1/responses", "openai.responses")]
    [InlineData("openai", "POST", "/openai/v1/responses/compact", "openai.responses")]
    [InlineData("openai", "POST", "/v1/responses/input_tokens", "openai.responses")]
    [InlineData("openai", "POST", "/v1/responses/resp_1/cancel", "openai.responses")]
    [InlineData("openai", "GET", "/v1/responses/resp_1", "openai.responses")]
    [InlineData("openai", "POST", "/v1/images/generations", "openai.images")]
    [InlineData("azure", "POST", "/openai/deployments/d/images/edits", "openai.images")]
    [InlineData("openai", "POST", "/v1/images/variations", "openai.images")]
    [InlineData("openai", "POST", "/api/v1/images", "openai.images")]
    [InlineData("openai", "POST", "/v1/audio/speech", "openai.speech")]
    [InlineData("openai", "POST", "/v1/audio/transcriptions", "openai.transcriptions")]
    [InlineData("openai", "POST", "/v1/audio/translations", "openai.transcriptions")]
    [InlineData("openai", "POST", "/v1/moderations", "openai.moderations")]
    [InlineData("openai", "POST", "/v1/batches/batch_1/cancel", "openai.records")]
    [InlineData("openai", "POST", "/v1/batches", "openai.records")]
    [InlineData("openai", "GET", "/v1/batches/batch_1", "openai.records")]
    [InlineData("openai", "POST", "/v1/uploads/upload_1/complete", "openai.records")]
    [InlineData("openai", "POST", "/v1/threads/thread_1/runs", "openai.runs")]
    [InlineData("openai", "POST", "/v1/realtime/sessions", "openai.records")]
    [InlineData("openai", "GET", "/v1/threads/thread_1/runs/run_1", "openai.records")]
    [InlineData("openai", "GET", "/v1/batch/jobs/job_1", "openai.records")]
    [InlineData("azure", "GET", "/openai/files/file-1", "openai.records")]
    public void OpenAIs_other_calls_are_told_by_the_end_of_their_path(string family, string method, string path, string format) =>
        Assert.Equal(format, ProviderFormats.Select(family, Call(method, path))?.Name);

    [Theory]
    [InlineData("POST", "/openai/chat/completions", "openai.chat")]
    [InlineData("POST", "/openai/responses", "openai.responses")]
    [InlineData("GET", "/openai/models/1", "openai.models")]
    [InlineData("POST", "/ollama/api/chat/0", "ollama.chat")]
    [InlineData("POST", "/ollama/api/embeddings", "ollama.embed")]
    [InlineData("DELETE", "/ollama/api/push/0", "ollama.push")]
    [InlineData("DELETE", "/ollama/api/delete/0", "ollama.delete")]
    [InlineData("GET", "/ollama/api/tags/12", "ollama.models")]
    [InlineData("POST", "/ollama/v1/chat/completions/0", "openai.chat")]
    [InlineData("GET", "/api/models", "openai.models")]
    [InlineData("GET", "/api/v1/models", "openai.models")]
    [InlineData("POST", "/api/embeddings", "openwebui.embeddings")]
    [InlineData("POST", "/api/v1/embeddings", "openwebui.embeddings")]
    [InlineData("POST", "/api/v1/messages", "anthropic.messages")]
    [InlineData("POST", "/api/message", "anthropic.messages")]
    [InlineData("POST", "/api/v1/messages/count_tokens", "anthropic.count")]
    [InlineData("POST", "/api/message/count_tokens", "anthropic.count")]
    [InlineData("POST", "/api/v1/files/", "openwebui.files")]
    [InlineData("GET", "/api/v1/files/f1/process/status", "openwebui.files")]
    [InlineData("POST", "/api/v1/knowledge/kb1/file/add", "openwebui.knowledge")]
    [InlineData("POST", "/api/v1/retrieval/process/web", "openwebui.knowledge")]
    [InlineData("POST", "/api/v1/audio/speech", "openai.speech")]
    [InlineData("POST", "/api/v1/audio/transcriptions", "openai.transcriptions")]
    [InlineData("POST", "/api/v1/images/generations", "openai.images")]
    [InlineData("POST", "/api/tasks/chat/c1/stop", null)]
    public void Open_WebUIs_own_calls_are_told_from_those_it_passes_on(string method, string path, string? format) =>
        Assert.Equal(format, ProviderFormats.Select("openwebui", Call(method, path))?.Name);

    [Theory]
    [InlineData("gemini", "GET", "/v1beta/batches/b1")]
    [InlineData("openai", "GET", "/v1/responses/resp_1/input_items")]
    [InlineData("openai", "DELETE", "/v1/responses/resp_1")]
    [InlineData("openai", "GET", "/v1/files/file-1/content")]
    public void What_makes_no_answer_itself_stays_opaque(string family, string method, string path) =>
        Assert.Null(ProviderFormats.Select(family, Call(method, path)));

    private static WireExchange Call(string method, string path) => new(method, path, 200, null, default, null, default);
}
