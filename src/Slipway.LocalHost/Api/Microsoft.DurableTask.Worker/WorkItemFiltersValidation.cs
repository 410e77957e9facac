using Microsoft.Extensions.Options;

namespace Microsoft.DurableTask.Worker;

/// <summary>Refuses filters for work that the worker of their name cannot do.</summary>
internal sealed class WorkItemFiltersValidation(IOptionsMonitor<DurableTaskRegistry> registries)
    : IValidateOptions<DurableTaskWorkerWorkItemFilters>
{
    public ValidateOptionsResult Validate(string? name, DurableTaskWorkerWorkItemFilters options)
    {
        if (options.Orchestrations.Count + options.Activities.Count + options.Entities.Count == 0)
        {
            return ValidateOptionsResult.Skip;
        }

        var registry = registries.Get(name);
        var orchestrators = registry.Orchestrators.Select(task => task.Key);
        var activities = registry.Activities.Select(task => task.Key);
        string[] unknown =
        [
            .. Unknown("Orchestrations", options.Orchestrations.Select(filter => filter.Name), orchestrators),
            .. Unknown("Activities", options.Activities.Select(filter => filter.Name), activities),
            .. Unknown("Entities", options.Entities.Select(filter => filter.Name), registry.Entities.Keys),
        ];
        return unknown.Length == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"The work item filters of worker '{(string.IsNullOrEmpty(name) ? "<default>" : name)}' name tasks that it does not have; "
                + $"add them to it or take them out of the filters. {string.Join(' ', unknown)}");
    }

    private static IEnumerable<string> Unknown(string kind, IEnumerable<string> wanted, IEnumerable<TaskName> known)
    {
        var missing = wanted.Where(name => string.IsNullOrEmpty(name) || !known.Contains(name))
            .Select(name => string.IsNullOrEmpty(name) ? "<empty>" : name)
            .ToList();
        return missing.Count == 0 ? [] : [$"{kind}: [{string.Join(", ", missing)}]"];
    }
}
