#!/usr/bin/env dotnet
#:property PublishAot=false
#:property UseAppHost=false
#:property NuGetAudit=false
#:property InvariantGlobalization=true
#:property UseSharedCompilation=false
#:property RunAnalyzers=false

// The offline agent: stands in for an AI coding agent where there is no network and no key.
//
// It keeps to the same protocol as any other command agent: the prompt comes on standard input, the working directory is a
// Git worktree of its own, and whatever it leaves there is its change. It knows one requirement (Slugify, of the sample
// repository) and makes the mistake a hurried author makes, so that the gates have something real to find:
//
//   Mode: plan   prints a plan
//   Mode: code   adds Slugify, with a bug: it does not squeeze or trim hyphens
//   Mode: fix    reads the gate's output; if the checks of Slugify failed there, writes it correctly
//
// Run it by hand:  printf 'Mode: plan\nRequirement:\nAdd Slugify' | dotnet run --file agent.cs

const string SourcePath = "src/TextTools/Text.cs";
const string FirstAttempt = """
        var slug = new System.Text.StringBuilder(title.Length);
        foreach (var character in title)
        {
            slug.Append(char.IsAsciiLetterOrDigit(character) ? char.ToLowerInvariant(character) : '-');
        }

        return slug.ToString();
""";
const string SecondAttempt = """
        var slug = new System.Text.StringBuilder(title.Length);
        foreach (var character in title)
        {
            if (char.IsAsciiLetterOrDigit(character))
            {
                slug.Append(char.ToLowerInvariant(character));
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        return slug.ToString().TrimEnd('-');
""";

var prompt = Console.In.ReadToEnd().ReplaceLineEndings("\n");
var mode = prompt.Split('\n')[0].Trim();

if (!prompt.Contains("Slugify", StringComparison.OrdinalIgnoreCase))
{
    return Refuse("This agent knows one requirement only: to add Slugify to the sample repository. Use --agent for a real one.");
}

if (!File.Exists(SourcePath))
{
    return Refuse($"There is no {SourcePath} in {Environment.CurrentDirectory}: this agent works on the sample repository.");
}

return mode switch
{
    "Mode: plan" => Plan(),
    "Mode: code" => Code(),
    "Mode: fix" => Fix(prompt),
    _ => Refuse($"The prompt's first line is '{mode}'; expected 'Mode: plan', 'Mode: code' or 'Mode: fix'."),
};

static int Plan()
{
    Console.WriteLine($"""
        # Plan

        1. Add `Slugify(string title)` to `{SourcePath}`, beside `Squeeze`, with a summary.
        2. Letters and digits stay, in lower case; everything else separates words with a hyphen.
        3. The checks in `checks/Slugify.txt` already say what is expected; they must all pass.

        Touches one file. No new dependency. Nothing existing changes.
        """);
    return 0;
}

static int Code()
{
    var source = File.ReadAllText(SourcePath);
    if (source.Contains("Slugify(", StringComparison.Ordinal))
    {
        Console.WriteLine("Slugify is there already; leaving it as it is.");
        return 0;
    }

    Write(source, FirstAttempt);
    Console.WriteLine($"Added Slugify to {SourcePath}: every character that is no letter or digit becomes a hyphen.");
    return 0;
}

static int Fix(string prompt)
{
    var failures = prompt.Split('\n').Where(line => line.TrimStart().StartsWith("FAIL", StringComparison.Ordinal)).ToList();
    if (failures.Count == 0)
    {
        return Refuse("The gate's output names no failed check ('FAIL ...'), so there is nothing to go by.");
    }

    Console.WriteLine($"Read {failures.Count} failed checks, the first: {failures[0].Trim()}");
    Write(File.ReadAllText(SourcePath), SecondAttempt);
    Console.WriteLine("Hyphens doubled up and stood at the ends. Slugify now writes one between words, and none at the ends.");
    return 0;
}

static void Write(string source, string body)
{
    const string Summary =
        "    /// <summary>A title as the last part of a web address: <c>Hello, World!</c> becomes <c>hello-world</c>.</summary>\n";
    var end = source.IndexOf("\n" + Summary, StringComparison.Ordinal);
    var before = end >= 0 ? source[..end] : source[..source.LastIndexOf('}')];
    File.WriteAllText(SourcePath, $"{before}\n{Summary}    public static string Slugify(string title)\n    {{\n{body}\n    }}\n}}\n");
}

static int Refuse(string why)
{
    Console.Error.WriteLine(why);
    return 1;
}
