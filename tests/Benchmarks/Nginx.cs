namespace Observability.Benchmarks;

/// <summary>Debian's nginx as a plain streaming proxy: the reference.</summary>
internal static class Nginx
{
    public static async Task<ChildProcess> StartAsync(string folder, int upstreamPort, CancellationToken ct)
    {
        var port = ChildProcess.FreePort();
        var configuration = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(configuration, Configuration(folder, port, upstreamPort), ct);
        return await ChildProcess.StartAsync(port, "nginx", ["-p", folder, "-c", configuration, "-e", "stderr"], new Dictionary<string, string>(), ct);
    }

    private static string Configuration(string folder, int port, int upstreamPort) =>
        $$"""
        {{(Environment.IsPrivilegedProcess ? "user root;" : "")}}
        daemon off;
        worker_processes auto;
        pid {{folder}}/nginx.pid;
        events { worker_connections 8192; }
        http {
          access_log off;
          client_body_temp_path {{folder}}/body;
          proxy_temp_path {{folder}}/proxy;
          fastcgi_temp_path {{folder}}/fastcgi;
          uwsgi_temp_path {{folder}}/uwsgi;
          scgi_temp_path {{folder}}/scgi;
          client_body_buffer_size 1m;
          client_max_body_size 0;
          keepalive_requests 100000000;
          upstream mock { server 127.0.0.1:{{upstreamPort}}; keepalive 512; keepalive_requests 100000000; }
          server {
            listen 127.0.0.1:{{port}} backlog=4096;
            location / {
              proxy_pass http://mock;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_buffering off;
            }
          }
        }
        """;
}
