namespace Slipway.Integrations.Analysis;

/// <summary>Tells a file's language by its name.</summary>
internal static class Languages
{
    private const int MaxNamed = 10;

    private static readonly Dictionary<string, string> ByExtension = new(StringComparer.OrdinalIgnoreCase)
    {
        [".cs"] = "C#", [".fs"] = "F#", [".vb"] = "Visual Basic", [".razor"] = "Razor", [".cshtml"] = "Razor",
        [".js"] = "JavaScript", [".mjs"] = "JavaScript", [".cjs"] = "JavaScript", [".jsx"] = "JavaScript",
        [".ts"] = "TypeScript", [".tsx"] = "TypeScript", [".mts"] = "TypeScript", [".vue"] = "Vue", [".svelte"] = "Svelte",
        [".py"] = "Python", [".rb"] = "Ruby", [".php"] = "PHP", [".go"] = "Go", [".rs"] = "Rust", [".java"] = "Java", [".kt"] = "Kotlin",
        [".kts"] = "Kotlin", [".scala"] = "Scala", [".groovy"] = "Groovy", [".clj"] = "Clojure", [".swift"] = "Swift",
        [".m"] = "Objective-C", [".c"] = "C", [".h"] = "C", [".cc"] = "C++", [".cpp"] = "C++", [".hpp"] = "C++", [".zig"] = "Zig",
        [".ex"] = "Elixir", [".exs"] = "Elixir", [".erl"] = "Erlang", [".hs"] = "Haskell", [".ml"] = "OCaml", [".dart"] = "Dart",
        [".lua"] = "Lua", [".pl"] = "Perl", [".r"] = "R", [".jl"] = "Julia", [".sh"] = "Shell", [".bash"] = "Shell",
        [".ps1"] = "PowerShell", [".sql"] = "SQL", [".html"] = "HTML", [".css"] = "CSS", [".scss"] = "CSS", [".less"] = "CSS",
        [".tf"] = "HCL", [".proto"] = "Protobuf",
    };

    /// <summary>A file's language; <see langword="null"/> when it is in none, such as documents and data.</summary>
    internal static string? Of(string path) => ByExtension.GetValueOrDefault(Path.GetExtension(path));

    /// <summary>The languages with the most bytes, and their share in percent.</summary>
    internal static IReadOnlyDictionary<string, int> Shares(IEnumerable<SourceFile> files)
    {
        var sizes = files.Select(file => (Language: Of(file.Path), file.Bytes)).Where(each => each.Language is not null)
            .GroupBy(each => each.Language!, StringComparer.Ordinal)
            .Select(group => (Language: group.Key, Bytes: group.Sum(each => each.Bytes)))
            .OrderByDescending(each => each.Bytes).ThenBy(each => each.Language, StringComparer.Ordinal).ToList();
        var all = Math.Max(1, sizes.Sum(each => each.Bytes));
        return sizes.Take(MaxNamed).ToDictionary(
            each => each.Language, each => (int)Math.Round(100d * each.Bytes / all), StringComparer.Ordinal);
    }
}
