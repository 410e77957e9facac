using Microsoft.AspNetCore.Http;
using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Security;
using Slipway.Core.Security.Access;

namespace Slipway.Functions.Access;

/// <summary>Who makes a request, and what they may do. The middleware has found that they may do it at all; whether with this workflow or
/// definition is asked here, by whoever knows which it is.</summary>
internal sealed class RequestAccess
{
    private readonly Caller? _caller;
    private readonly string _permission;
    private readonly IReadOnlyCollection<Role> _roles;
    private readonly Action<string> _tell;

    /// <param name="caller">Who; <see langword="null"/> for whoever has the host's key.</param>
    /// <param name="permission">What the function needs.</param>
    /// <param name="roles">All roles there are, of which a refusal names those that have it.</param>
    /// <param name="tell">Is told of each refusal.</param>
    public RequestAccess(Caller? caller, string permission, IReadOnlyCollection<Role> roles, Action<string> tell) =>
        (_caller, _permission, _roles, _tell) = (caller, permission, roles, tell);

    /// <summary>That of a host that asks nobody.</summary>
    public static RequestAccess Open { get; } = new(caller: null, FunctionPermissions.None, [], _ => { });

    /// <summary>Whether nobody is asked.</summary>
    public bool IsOpen => _caller is null;

    /// <summary>Whether they may read every workflow and definition that they may read at all.</summary>
    public bool ReadsAll => _caller is null
        || (_caller.MayEverywhere(Permission.ReadWorkflow) && _caller.MayEverywhere(Permission.ReadDefinition));

    /// <summary>That of a request.</summary>
    public static RequestAccess Of(HttpRequest request) => request.HttpContext.Features.Get<RequestAccess>() ?? Open;

    /// <summary>Who does what the request asks for: the one who is known, and without one who it says.</summary>
    /// <param name="claimed">What the request says.</param>
    /// <exception cref="SlipwayException">It says somebody else (<see cref="ErrorCodes.NotAllowed"/>).</exception>
    public string? Actor(string? claimed)
    {
        if (_caller is null)
        {
            return claimed;
        }

        return string.IsNullOrWhiteSpace(claimed) || Sanitiser.Line(claimed).Equals(_caller.Name, StringComparison.OrdinalIgnoreCase)
            ? _caller.Name
            : throw Refused(
                $"The request says that its actor is '{Sanitiser.Line(claimed, 60)}', and '{_caller.Name}' makes it. Leave 'actor' out.");
    }

    /// <summary>What makes an idempotency key one's own: nobody finds what another has started with the same one.</summary>
    public string KeyOf(string key) => _caller is null ? key : $"caller\n{_caller.Name.ToLowerInvariant()}\n{key}";

    /// <summary>Whether they may read a workflow.</summary>
    public bool MayRead(WorkflowScope workflow) => _caller is null || _caller.May(Permission.ReadWorkflow, workflow);

    /// <summary>Whether they may read a definition.</summary>
    public bool MayReadDefinition(string id) => _caller is null || _caller.MayWithDefinition(Permission.ReadDefinition, id);

    /// <summary>Refuses what they may not do with a workflow.</summary>
    /// <param name="workflow">Which.</param>
    /// <param name="permission">What they need; unset, what the function does.</param>
    /// <exception cref="SlipwayException">They may not (<see cref="ErrorCodes.NotAllowed"/>).</exception>
    public void Require(WorkflowScope workflow, string? permission = null)
    {
        var needed = permission ?? _permission;
        if (_caller?.May(needed, workflow) == false)
        {
            throw Refusal(needed, $" for {workflow}", _roles.Where(role => role.Covers(workflow)));
        }
    }

    /// <summary>Refuses what a signal wants besides what its function needs, and they may not: a change of what the workflow works with,
    /// and its end. An input can hold commands, as can outputs in place of a step's, and an agent can be one: a role that is for certain
    /// definitions has no say in those.
    /// </summary>
    /// <exception cref="SlipwayException">They may not (<see cref="ErrorCodes.NotAllowed"/>).</exception>
    public void RequireAll(WorkflowScope workflow, WorkflowSignal signal)
    {
        if (signal is { Kind: SignalKind.Decide, Decision: Decision.Abort })
        {
            Require(workflow, Permission.DeleteWorkflow);
        }

        var bringsOwn = signal.Input is not null || signal.Agent?.Command is not null
            || signal is { Kind: SignalKind.SkipStep, Output: not null };
        if (bringsOwn || signal.Agent is not null || signal.Requirement is not null)
        {
            Require(bringsOwn ? workflow with { Definition = null } : workflow, Permission.UpdateWorkflow);
        }
    }

    /// <summary>Refuses what they may not do with a definition.</summary>
    /// <exception cref="SlipwayException">They may not (<see cref="ErrorCodes.NotAllowed"/>).</exception>
    public void RequireDefinition(string id)
    {
        if (_caller?.MayWithDefinition(_permission, id) == false)
        {
            throw Refusal(_permission, $" for '{Sanitiser.Line(id, 100)}'", _roles.Where(role => role.CoversDefinition(id)));
        }
    }

    /// <summary>Why they may not do it at all; <see langword="null"/> when they may, be it with few workflows.</summary>
    public SlipwayException? WhyNotAtAll() => _caller?.May(_permission) == false ? Refusal(_permission, "", _roles) : null;

    /// <summary>Why they may not do it with all workflows; <see langword="null"/> when they may.</summary>
    public SlipwayException? WhyNotEverywhere() => _caller?.MayEverywhere(_permission) == false
        ? Refusal(_permission, " for all workflows", _roles.Where(role => !role.IsLimited))
        : null;

    private SlipwayException Refusal(string permission, string what, IEnumerable<Role> able)
    {
        string[] names = [.. able.Where(role => role.Has(permission)).Select(role => role.Name)];
        return Refused(
            $"{_caller} may not do this: it needs {permission}{what}, which "
                + (names.Length == 0 ? "no role has." : $"these roles have: {string.Join(", ", names)}."));
    }

    private SlipwayException Refused(string reason)
    {
        _tell(reason);
        return new SlipwayException(ErrorCodes.NotAllowed, reason);
    }
}
