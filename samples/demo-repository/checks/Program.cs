// Runs every check in checks/*.txt against the method the file is named after. Exit code 0: all pass; 1: some do not.
using System.Reflection;
using TextTools;

var failed = 0;
var total = 0;
foreach (var file in Directory.GetFiles(AppContext.BaseDirectory, "*.txt").Order(StringComparer.Ordinal))
{
    var name = Path.GetFileNameWithoutExtension(file);
    var method = typeof(Text).GetMethod(name, BindingFlags.Public | BindingFlags.Static, [typeof(string)]);
    Console.WriteLine(name);
    foreach (var line in File.ReadAllLines(file).Where(line => line.Length > 0))
    {
        total++;
        var (input, expected) = Parse(line);
        var actual = method is null ? null : (string?)method.Invoke(null, [input]);
        if (actual == expected)
        {
            Console.WriteLine($"  ok    {name}(\"{input}\")");
            continue;
        }

        failed++;
        var found = method is null ? $"there is no Text.{name}(string)" : $"got \"{actual}\"";
        Console.WriteLine($"  FAIL  {name}(\"{input}\"): expected \"{expected}\", {found}");
    }
}

Console.WriteLine(failed == 0 ? $"All {total} checks pass." : $"{failed} of {total} checks fail.");
return failed == 0 ? 0 : 1;

static (string Input, string Expected) Parse(string line)
{
    var parts = line.Split("\" => \"");
    return parts.Length == 2 && line.StartsWith('"') && line.EndsWith('"')
        ? (parts[0][1..], parts[1][..^1])
        : throw new FormatException($"'{line}' is no check; expected \"input\" => \"expected\".");
}
