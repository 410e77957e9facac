using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Slipway.LocalHost.Hosting;
using Slipway.Tests.Folders;

namespace Slipway.LocalHost.Tests.Hosting;

/// <summary>The real host with the real engine, on a free port, in a folder of its own.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly LocalFunctionsHost _host;
    private readonly bool _ownsFolder;

    private TestHost(LocalFunctionsHost host, string folder, bool ownsFolder, RecordingLoggerProvider logs)
    {
        _host = host;
        _ownsFolder = ownsFolder;
        Folder = folder;
        Logs = logs;
        Client = new HttpClient { BaseAddress = new Uri(host.Url) };
    }

    public string Folder { get; }

    public RecordingLoggerProvider Logs { get; }

    /// <summary>A client without a key.</summary>
    public HttpClient Client { get; }

    public string Url => _host.Url;

    public IServiceProvider Services => _host.Services;

    public JsonElement Keys => JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Path.Combine(Folder, HostKeys.FileName)));

    public static FunctionsAppBuilder Builder(string folder, IEnumerable<Type> types, params string[] settings)
    {
        string[] args =
        [
            "--urls", "http://127.0.0.1:0", "--LocalHost:DataDirectory", folder, "--Logging:LogLevel:Slipway", "Information", .. settings,
        ];
        return new FunctionsAppBuilder(args, () => types, EngineTaskHub.OpenAsync);
    }

    public static Task<TestHost> StartAsync(params Type[] types) => StartAsync(folder: null, types);

    public static async Task<TestHost> StartAsync(
        string? folder, IEnumerable<Type> types, Action<FunctionsAppBuilder>? configure = null, params string[] settings)
    {
        var path = folder ?? NewFolder();
        var builder = Builder(path, types, settings);
        var logs = new RecordingLoggerProvider();
        builder.Web.Logging.ClearProviders().AddProvider(logs);
        configure?.Invoke(builder);
        var host = builder.Build();
        try
        {
            await host.StartAsync();
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }

        return new TestHost(host, path, folder is null, logs);
    }

    public static string NewFolder() => Directory.CreateTempSubdirectory("slipway-host-").FullName;

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? key = null, string? json = null)
    {
        var request = new HttpRequestMessage(method, path);
        if (key is not null)
        {
            request.Headers.Add("x-functions-key", Keys.GetProperty(key).GetString());
        }

        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }

        return Client.SendAsync(request);
    }

    public async Task<JsonElement> JsonAsync(HttpMethod method, string path, string? key = null, string? json = null)
    {
        using var response = await SendAsync(method, path, key, json);
        return JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
    }

    public async Task<int> StatusAsync(HttpMethod method, string path, string? key = null, string? json = null)
    {
        using var response = await SendAsync(method, path, key, json);
        return (int)response.StatusCode;
    }

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.StopAsync();
        await _host.DisposeAsync();
        if (_ownsFolder)
        {
            TestFolder.Delete(Folder);
        }
    }
}
