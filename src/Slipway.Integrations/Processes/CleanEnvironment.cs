using System.Collections;

namespace Slipway.Integrations.Processes;

/// <summary>The environment a child process gets: what toolchains need, and what was named. Never the host's secrets.</summary>
internal static class CleanEnvironment
{
    private static readonly string[] Common =
    [
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR",
        "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME",
        "DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64", "DOTNET_CLI_HOME", "DOTNET_CLI_TELEMETRY_OPTOUT", "DOTNET_NOLOGO",
        "DOTNET_SKIP_FIRST_TIME_EXPERIENCE", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "DOTNET_ROLL_FORWARD",
        "NUGET_PACKAGES", "NUGET_HTTP_CACHE_PATH", "NUGET_PLUGINS_CACHE_PATH", "NUGET_SCRATCH",
        "JAVA_HOME", "GOPATH", "GOROOT", "CARGO_HOME", "RUSTUP_HOME", "PYENV_ROOT", "NVM_DIR",
        "SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "NO_PROXY", "no_proxy",
    ];

    private static readonly string[] WindowsOnly =
    [
        "SystemRoot", "SystemDrive", "windir", "ComSpec", "PATHEXT", "TEMP", "TMP", "USERPROFILE", "USERNAME", "HOMEDRIVE", "HOMEPATH",
        "APPDATA", "LOCALAPPDATA", "ProgramData", "ProgramFiles", "ProgramFiles(x86)", "ProgramW6432", "NUMBER_OF_PROCESSORS",
        "PROCESSOR_ARCHITECTURE", "OS",
    ];

    // A proxy is needed to reach anything at all on some networks, but its address may hold a password.
    private static readonly string[] Proxies = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"];

    /// <summary>Builds it from this process's environment.</summary>
    /// <param name="passThrough">Names to pass on besides the usual ones, when set.</param>
    /// <param name="additional">Variables to set; they win.</param>
    internal static Dictionary<string, string> Build(IEnumerable<string> passThrough, IReadOnlyDictionary<string, string>? additional)
    {
        var host = new Dictionary<string, string>(Comparer);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            host[(string)entry.Key] = (string?)entry.Value ?? string.Empty;
        }

        return Build(host, passThrough, additional);
    }

    internal static Dictionary<string, string> Build(
        IReadOnlyDictionary<string, string> host, IEnumerable<string> passThrough, IReadOnlyDictionary<string, string>? additional)
    {
        var result = new Dictionary<string, string>(Comparer)
        {
            ["TERM"] = "dumb",
            ["NO_COLOR"] = "1",
            // A build server that one workflow leaves behind would be ended under another workflow that uses it.
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
            ["UseSharedCompilation"] = "false",
        };
        IEnumerable<string> names = OperatingSystem.IsWindows() ? [.. Common, .. WindowsOnly] : Common;
        foreach (var name in names.Concat(passThrough))
        {
            Copy(name, static _ => true);
        }

        foreach (var name in Proxies)
        {
            Copy(name, static value => !value.Contains('@', StringComparison.Ordinal));
        }

        foreach (var (name, value) in additional ?? new Dictionary<string, string>())
        {
            result[name] = value;
        }

        return result;

        void Copy(string name, Func<string, bool> allowed)
        {
            if (host.TryGetValue(name, out var value) && allowed(value))
            {
                result[name] = value;
            }
        }
    }

    private static StringComparer Comparer => OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
}
