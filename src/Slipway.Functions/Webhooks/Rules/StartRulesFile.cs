using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Core;
using Slipway.Core.Definitions.Registering;
using Slipway.Functions.Api;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Slipway.Functions.Webhooks.Rules;

/// <summary>Reads start rules from YAML. All that is wrong is said at once, each with file and line.</summary>
/// <remarks>
/// <code>
/// rules:
///   - name: implement            # unique
///     label: slipway             # one of: label, command ("/slipway implement"), reviewComment: true
///     repository: acme/shop      # optional
///     definition: lifecycle      # optional: lifecycle, or the id of a definition that the host has when it starts; or
///     # registered: triage       # the id of one that is registered over HTTP, or id@version
///     inputs:                    # what POST /api/workflows takes
///       repository: /srv/shop
///       requirement: "{{ issue.title }}"
///       agent: { name: claude-code }
/// </code>
/// </remarks>
internal sealed class StartRulesFile
{
    private const long MaxFileBytes = 1024 * 1024;
    private const int MaxRules = 200;
    private const int MaxDepth = 20;

    private static readonly string[] Known =
        ["name", "label", "command", "reviewComment", "repository", "definition", "registered", "inputs"];

    private readonly string _path;
    private readonly IWorkflowStarter _starter;
    private readonly IReadOnlyList<string> _definitions;
    private readonly List<string> _errors = [];

    private StartRulesFile(string path, IWorkflowStarter starter, IReadOnlyList<string> definitions)
    {
        _path = path;
        _starter = starter;
        _definitions = definitions;
    }

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="SlipwayException">It cannot be read, or has errors (<see cref="ErrorCodes.StartRulesInvalid"/>).</exception>
    public static async Task<StartRules> LoadAsync(string? path, IWorkflowStarter starter, CancellationToken cancellationToken) =>
        string.IsNullOrWhiteSpace(path)
            ? StartRules.None
            : await new StartRulesFile(path, starter, await starter.ListAsync(cancellationToken)).LoadAsync(cancellationToken);

    private async Task<StartRules> LoadAsync(CancellationToken cancellationToken)
    {
        var rules = new List<(StartRule Rule, YamlMappingNode Inputs)>();
        try
        {
            if (new FileInfo(_path).Length > MaxFileBytes)
            {
                throw Invalid($"{_path} is larger than {MaxFileBytes / 1024} KiB.");
            }

            using var reader = new StringReader(await File.ReadAllTextAsync(_path, cancellationToken));
            var yaml = new YamlStream();
            yaml.Load(reader);
            rules.AddRange(Read(yaml));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Invalid($"{_path} cannot be read: {exception.Message}");
        }
        catch (YamlException exception)
        {
            throw Invalid($"{_path}({exception.Start.Line}): this is no YAML: {exception.Message}");
        }

        foreach (var (rule, inputs) in rules)
        {
            await CheckInputsAsync(rule, inputs, cancellationToken);
        }

        foreach (var group in rules.GroupBy(read => read.Rule.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            _errors.Add($"{group.Last().Rule.Place}: a rule named '{group.Key}' stands before it; give it a name of its own.");
        }

        return _errors.Count == 0 ? new StartRules([.. rules.Select(read => read.Rule)]) : throw Invalid(string.Join('\n', _errors));
    }

    private IEnumerable<(StartRule Rule, YamlMappingNode Inputs)> Read(YamlStream yaml)
    {
        if (yaml.Documents is not [{ RootNode: YamlMappingNode root }]
            || root.Children is not [{ Key: YamlScalarNode { Value: "rules" }, Value: YamlSequenceNode list }])
        {
            throw Invalid($"{_path}(1): the file must be a mapping with the one key 'rules', a list.");
        }

        if (list.Children.Count > MaxRules)
        {
            throw Invalid($"{Place(list)}: it has {list.Children.Count} rules; at most {MaxRules} are allowed.");
        }

        return list.Children.Select(ReadRule).OfType<(StartRule, YamlMappingNode)>().ToList();
    }

    private (StartRule Rule, YamlMappingNode Inputs)? ReadRule(YamlNode node)
    {
        if (node is not YamlMappingNode map)
        {
            Wrong(node, "a rule must be a mapping, with name, inputs and one of label, command and reviewComment.");
            return null;
        }

        var before = _errors.Count;
        foreach (var key in map.Children.Keys.Where(key => key is not YamlScalarNode { Value: { } name } || !Known.Contains(name)))
        {
            Wrong(key, $"'{key}' is no field of a rule. It has: {string.Join(", ", Known)}.");
        }

        var name = Text(map, "name");
        if (string.IsNullOrWhiteSpace(name))
        {
            Wrong(map, "the rule has no name.");
        }

        var (kind, word) = Trigger(map);
        var registered = Text(map, "registered");
        var definition = registered ?? Text(map, "definition") ?? LifecycleStarter.Definition;
        CheckDefinition(map, registered, definition);
        if (Find(map, "inputs") is not YamlMappingNode inputs)
        {
            Wrong(Find(map, "inputs") ?? map, "the rule needs inputs, a mapping: what the workflow is given.");
            return null;
        }

        var rule = new StartRule
        {
            Name = name ?? "", Place = Place(map), Kind = kind, Word = word, Repository = Text(map, "repository"),
            Definition = definition, IsRegistered = registered is not null, Inputs = (JsonObject)Json(inputs, MaxDepth)!,
        };
        return _errors.Count > before ? null : (rule, inputs);
    }

    private void CheckDefinition(YamlMappingNode map, string? registered, string definition)
    {
        if (registered is null && !_definitions.Contains(definition, StringComparer.Ordinal))
        {
            Wrong(Find(map, "definition") ?? map,
                $"there is no definition '{definition}'. There are: {string.Join(", ", _definitions)}. "
                    + "One that is registered over HTTP is named by 'registered' instead.");
        }
        else if (registered is not null && Find(map, "definition") is not null)
        {
            Wrong(map, "the rule has both definition and registered: give one of them.");
        }
        else if (registered is not null && !DefinitionVersions.IsId(registered.Split('@', 2)[0]))
        {
            Wrong(Find(map, "registered")!, $"'{registered}' is no id of a definition, and no id@version.");
        }
    }

    private async Task CheckInputsAsync(StartRule rule, YamlMappingNode inputs, CancellationToken cancellationToken)
    {
        foreach (var fact in rule.NamedFacts().Where(fact => !RuleTrigger.FactNames.Contains(fact, StringComparer.Ordinal)))
        {
            Wrong(inputs, $"there is no fact '{fact}'. There are: {string.Join(", ", RuleTrigger.FactNames)}.");
        }

        try
        {
            if (!rule.IsRegistered)
            {
                await _starter.CheckAsync(null, rule.Definition, rule.FillWithSamples(), cancellationToken);
            }
        }
        catch (InvalidFieldsException exception)
        {
            foreach (var (field, errors) in exception.Errors)
            {
                Wrong(Find(inputs, field) ?? inputs, $"the input {field} {string.Join(" ", errors)}");
            }
        }
        catch (SlipwayException exception)
        {
            Wrong(inputs, exception.Message);
        }
    }

    private (TriggerKind Kind, string Word) Trigger(YamlMappingNode map)
    {
        var given = new[] { "label", "command", "reviewComment" }.Where(key => Find(map, key) is not null).ToList();
        if (given.Count != 1)
        {
            Wrong(map, "the rule needs exactly one of label, command and reviewComment.");
            return default;
        }

        var word = Text(map, given[0])?.Trim() ?? "";
        switch (given[0])
        {
            case "reviewComment" when word != "true":
                Wrong(Find(map, given[0])!, "reviewComment must be true, or left out.");
                return default;
            case "reviewComment":
                return (TriggerKind.ReviewComment, "");
            case "command" when SlashCommand.Find(word) is not { } command || SlashCommand.Named(command.Name, null) is not null:
                Wrong(Find(map, given[0])!, "command must begin with a slash and a word of its own, such as /slipway implement.");
                return default;
            case "label" when word.Length == 0:
                Wrong(Find(map, given[0])!, "label must be the name of a label.");
                return default;
            default:
                return (given[0] == "label" ? TriggerKind.Label : TriggerKind.Command, word);
        }
    }

    private JsonNode? Json(YamlNode node, int depth)
    {
        if (depth == 0)
        {
            Wrong(node, $"inputs are nested more than {MaxDepth} deep.");
            return null;
        }

        return node switch
        {
            YamlMappingNode map => new JsonObject(map.Children.Select(
                entry => KeyValuePair.Create(entry.Key.ToString(), Json(entry.Value, depth - 1)))),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(item => Json(item, depth - 1))]),
            YamlScalarNode scalar => Scalar(scalar),
            _ => null,
        };
    }

    private static JsonNode? Scalar(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        return scalar.Style != ScalarStyle.Plain ? text
            : text is "true" or "false" ? text == "true"
            : text is "" or "null" or "~" ? null
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
            : text;
    }

    private static YamlNode? Find(YamlMappingNode map, string key) =>
        map.Children.FirstOrDefault(entry => entry.Key is YamlScalarNode { Value: { } name } && name == key).Value;

    private static string? Text(YamlMappingNode map, string key) => (Find(map, key) as YamlScalarNode)?.Value;

    private void Wrong(YamlNode node, string error) => _errors.Add($"{Place(node)}: {error}");

    private string Place(YamlNode node) => $"{_path}({node.Start.Line})";

    private static SlipwayException Invalid(string message) => new(ErrorCodes.StartRulesInvalid, message);
}
