using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Slipway.Core.Lifecycle;
using Slipway.Functions.Access;

namespace Slipway.Functions.Api;

/// <summary>What a list request asks for.</summary>
internal sealed record ListQuery(int Limit, WorkflowState? State, ExecutionStatus? Status, ListPosition From)
{
    /// <summary>Only those that run this definition, by its id.</summary>
    public string? Definition { get; init; }

    /// <summary>Only those that work on this repository, by its path.</summary>
    public string? Repository { get; init; }

    /// <summary>Only those that have all these labels.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; } = [];

    /// <summary>Only those created then or later.</summary>
    public DateTimeOffset? CreatedFrom { get; init; }

    /// <summary>Only those created then or earlier.</summary>
    public DateTimeOffset? CreatedTo { get; init; }

    /// <summary>Only those that whoever asks may read.</summary>
    public RequestAccess Access { get; init; } = RequestAccess.Open;

    public const string ContinuationField = "continuation";
    public const string ContinuationError = "must be what came with the page before.";

    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    /// <summary>ISO 8601 in its extended form; a day is its beginning, and a time without an offset is UTC.</summary>
    private static readonly string[] TimeFormats =
        ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Whether workflows are left out that the host gives: it selects by time itself.</summary>
    public bool IsFiltered => State is not null || Status is not null || Definition is not null || Repository is not null
        || Labels.Count > 0 || !Access.ReadsAll;

    /// <summary>Whether a workflow is wanted.</summary>
    public bool Wants(WorkflowView view) => Access.MayRead(view.Scope)
        && (State is null || view.State == State) && (Status is null || view.Status == Status)
        && (Definition is null || view.Definition?.Id == Definition) && (Repository is null || view.Repository == Repository)
        && Labels.All(label => view.Labels?.GetValueOrDefault(label.Key) == label.Value);

    /// <summary>Reads the query string, or says what is wrong with it.</summary>
    public static bool TryRead(IQueryCollection query, [NotNullWhen(true)] out ListQuery? read, [NotNullWhen(false)] out string? error)
    {
        var limit = DefaultLimit;
        WorkflowState state = default;
        ExecutionStatus status = default;
        ListPosition? from = ListPosition.Start;
        var hasState = query.ContainsKey("state");
        var hasStatus = query.ContainsKey("status");
        var fromError = Time(query, "createdFrom", out var createdFrom);
        var labels = query["label"].Select(Label).ToArray();
        error = Time(query, "createdTo", out var createdTo) ?? fromError ?? query switch
        {
            _ when query.ContainsKey("limit") && (!int.TryParse(query["limit"], out limit) || limit is < 1 or > MaxLimit) =>
                $"limit must be 1 to {MaxLimit}, not '{query["limit"]}'.",
            _ when hasState && !WorkflowStateNames.TryParse(query["state"], out state) =>
                $"state must be one of {string.Join(", ", WorkflowStateNames.All)}, not '{query["state"]}'.",
            _ when hasStatus && !IsStatus(query["status"].ToString(), out status) =>
                $"status must be one of {string.Join(", ", Enum.GetNames<ExecutionStatus>()).ToLowerInvariant()}, not '{query["status"]}'.",
            _ when labels.Length > WorkflowLabels.MaxLabels || Array.Exists(labels, label => label is null) =>
                $"label must be NAME=VALUE, with '=' as %3D or as it is, and may be given {WorkflowLabels.MaxLabels} times.",
            _ when createdFrom > createdTo => $"createdFrom must not be after createdTo, as '{query["createdFrom"]}' is.",
            _ when query[ContinuationField].ToString() is { Length: > 0 } given && !ListPosition.TryParse(given, out from) =>
                $"{ContinuationField} {ContinuationError}",
            _ => null,
        };
        read = error is not null
            ? null
            : new ListQuery(limit, hasState ? state : null, hasStatus ? status : null, from ?? ListPosition.Start)
            {
                Definition = Text(query, "definition"), Repository = Text(query, "repository"),
                CreatedFrom = createdFrom, CreatedTo = createdTo, Labels = [.. labels.OfType<KeyValuePair<string, string>>()],
            };
        return read is not null;
    }

    private static string? Text(IQueryCollection query, string name) =>
        query[name].ToString() is { Length: > 0 } given ? given : null;

    private static KeyValuePair<string, string>? Label(string? text) => text?.Split('=', 2) is [{ Length: > 0 } name, { Length: > 0 } value]
        ? KeyValuePair.Create(name, value)
        : null;

    /// <summary>What is wrong with a time; <see langword="null"/> when it is one, or is not given.</summary>
    private static string? Time(IQueryCollection query, string name, out DateTimeOffset? time)
    {
        var isTime = DateTimeOffset.TryParseExact(
            query[name], TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read);
        time = isTime ? read : null;
        return isTime || !query.ContainsKey(name)
            ? null
            : $"{name} must be a time of ISO 8601 such as 2026-05-04, 2026-05-04T10:30Z or 2026-05-04T10:30:00%2B02:00, "
                + $"not '{query[name]}'.";
    }

    /// <summary>Takes names only:
    /// <see cref="Enum.TryParse{TEnum}(string, bool, out TEnum)"/> takes numbers and lists
    /// too, and adds these up.</summary>
    private static bool IsStatus(string name, out ExecutionStatus status)
    {
        var index = Array.FindIndex(Enum.GetNames<ExecutionStatus>(), known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
        status = index < 0 ? default : Enum.GetValues<ExecutionStatus>()[index];
        return index >= 0;
    }
}
