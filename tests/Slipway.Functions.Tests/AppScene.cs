using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Slipway.LocalHost.Testing;
using Slipway.Tests.Folders;

namespace Slipway.Functions.Tests;

/// <summary>The whole app, with its HTTP, in virtual time and a folder of its own.</summary>
internal sealed class AppScene : IAsyncDisposable
{
    private readonly string _folder;

    private AppScene(string folder, LocalHostFixture fixture)
    {
        _folder = folder;
        Fixture = fixture;
    }

    public LocalHostFixture Fixture { get; }

    /// <summary>Starts it.</summary>
    /// <param name="prepare">Puts into the data directory what is to be there at the start.</param>
    /// <param name="settings">More settings, as on a command line.</param>
    public static Task<AppScene> StartAsync(Action<string>? prepare = null, params string[] settings) =>
        StartAsync(prepare ?? (_ => { }), () => settings);

    /// <summary>The same, with settings that name what was prepared.</summary>
    public static async Task<AppScene> StartAsync(Action<string> prepare, Func<string[]> settings)
    {
        var folder = Directory.CreateTempSubdirectory("slipway-app-").FullName;
        prepare(folder);
        var given = settings();
        return new AppScene(folder, await LocalHostFixture.StartAppAsync(
            args => SlipwayApplication.CreateBuilder([.. args, "--Slipway:DataDirectory", folder, .. given]),
            new LocalHostFixtureOptions { Patience = TimeSpan.FromMinutes(5) }));
    }

    public Task<HttpAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    /// <summary>Sends a request with the host's key.</summary>
    public async Task<HttpAnswer> SendAsync(
        HttpMethod method, string path, string? body = null, string contentType = "application/json", params (string, string)[] headers)
    {
        using var http = new HttpClient { BaseAddress = Fixture.Url };
        using var request = new HttpRequestMessage(method, "/api/" + path);
        request.Headers.Add("x-functions-key", Key());
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse(contentType));
        }

        using var answer = await http.SendAsync(request);
        return new HttpAnswer(
            (int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.ETag?.ToString(),
            answer.Headers.Location?.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await Fixture.DisposeAsync();
        TestFolder.Delete(_folder);
    }

    private string Key() => JsonElement.Parse(File.ReadAllText(Path.Combine(Fixture.DirectoryPath, "keys.json")))
        .GetProperty("function").GetString()!;
}

/// <summary>What the app answered.</summary>
internal sealed record HttpAnswer(int Status, string Text, string? ETag, string? Location)
{
    public JsonElement Json => JsonElement.Parse(Text);

    public string? this[string name] => Json.TryGetProperty(name, out var value) ? value.ToString() : null;
}
