using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Registering;
using Slipway.Core.Ports;
using Slipway.Integrations;

namespace Slipway.Functions.Steps;

/// <summary>The definitions in a folder, read once. A file with a mistake is left out, and said.</summary>
internal sealed partial class DefinitionFolder(
    IOptions<SlipwayOptions> options, IOptions<IntegrationOptions> integrations, StepPlugins plugins, ILogger<DefinitionFolder> logger)
    : IDefinitionSource
{
    /// <summary>How many files are read.</summary>
    public const int MaxFiles = 1_000;

    private const string DefaultFolder = "definitions";
    private static readonly string[] Endings = [".yaml", ".yml", ".json"];

    private readonly Lazy<Contents> _contents = new(
        () => Read(options.Value.DefinitionsFolder, integrations.Value.DataDirectory, plugins));

    /// <summary>All that is wrong with its files, each with its place.</summary>
    public IReadOnlyList<DefinitionProblem> Problems => _contents.Value.Problems;

    /// <inheritdoc/>
    public Task<WorkflowDefinition?> FindAsync(string id, string? version, CancellationToken cancellationToken) =>
        Task.FromResult(_contents.Value.Definitions.GetValueOrDefault(id) is { } found && found.Versions[0].Matches(version)
            ? found.Definition
            : null);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ListedDefinition>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ListedDefinition>>([.. _contents.Value.Definitions.Values]);

    /// <summary>Says what is in it and what is wrong with it.</summary>
    public void Report()
    {
        var (definitions, problems) = _contents.Value;
        if (definitions.Count > 0)
        {
            LogRead(definitions.Count, string.Join(", ", definitions.Keys));
        }

        foreach (var problem in problems)
        {
            LogProblem(problem);
        }
    }

    private static Contents Read(string? wanted, string dataDirectory, StepPlugins plugins)
    {
        var contents = new Contents(new SortedDictionary<string, ListedDefinition>(StringComparer.Ordinal), []);
        var folder = Path.GetFullPath(string.IsNullOrWhiteSpace(wanted) ? Path.Combine(dataDirectory, DefaultFolder) : wanted);
        try
        {
            if (!Directory.Exists(folder))
            {
                if (!string.IsNullOrWhiteSpace(wanted))
                {
                    contents.Add(folder, "There is no such folder. Slipway:DefinitionsFolder must name one that is there.");
                }

                return contents;
            }

            var files = Directory.EnumerateFiles(folder)
                .Where(file => Endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal).ToArray();
            foreach (var file in files.Take(MaxFiles))
            {
                ReadFile(file, plugins, contents);
            }

            if (files.Length > MaxFiles)
            {
                contents.Add(folder, $"It has {files.Length:N0} definitions; only the first {MaxFiles:N0} are read.");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            contents.Add(folder, $"It cannot be read: {exception.Message}");
        }

        return contents;
    }

    private static void ReadFile(string file, StepPlugins plugins, Contents contents)
    {
        var name = Path.GetFileName(file);
        try
        {
            if (new FileInfo(file).Length > DefinitionReader.MaxBytes)
            {
                contents.Add(name, $"The file is larger than {DefinitionReader.MaxBytes:N0} bytes, the most a definition may have.");
                return;
            }

            var reading = DefinitionReader.Read(File.ReadAllText(file), name);
            var problems = reading.Definition is { } read
                ? DefinitionValidator.Validate(read, plugins.All, reading.Source)
                : reading.Problems;
            if (reading.Definition is not { } definition || problems.Count > 0)
            {
                contents.Problems.AddRange(problems);
            }
            else if (BuiltInDefinitions.All.ContainsKey(definition.Id))
            {
                contents.Add(name, $"'{definition.Id}' is a built-in definition, which cannot be replaced. Give this one another id.");
            }
            else if (!contents.Definitions.TryAdd(
                definition.Id, new ListedDefinition(definition, "folder", [DefinitionVersion.Of(definition)], name)))
            {
                contents.Add(name, $"'{definition.Id}' is the id of {contents.Definitions[definition.Id].File}, too. Give one another id.");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            contents.Add(name, $"The file cannot be read: {exception.Message}");
        }
    }

    private sealed record Contents(SortedDictionary<string, ListedDefinition> Definitions, List<DefinitionProblem> Problems)
    {
        public void Add(string file, string message) => Problems.Add(new DefinitionProblem(file, 0, 0, "", message));
    }
}
