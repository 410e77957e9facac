using System.ComponentModel.DataAnnotations;

namespace Slipway.Integrations;

/// <summary>The remote agent of codegen.com, called <c>codegen</c>. It is there when <see cref="OrganizationId"/> is set.</summary>
public sealed class CodegenOptions
{
    /// <summary>The agent's name.</summary>
    public const string AgentName = "codegen";

    /// <summary>Where the service is: an https address, or http on this machine. Default <c>https://api.codegen.com</c>.</summary>
    [Required]
    public Uri BaseUrl { get; set; } = new("https://api.codegen.com");

    /// <summary>The organization's number, from 1; 0, the default: there is no such agent.</summary>
    [Range(0, int.MaxValue)]
    public int OrganizationId { get; set; }

    /// <summary>The repository's number at the service; <see langword="null"/> lets the service choose.</summary>
    public int? RepositoryId { get; set; }

    /// <summary>The model; <see langword="null"/>: the service's default.</summary>
    public string? Model { get; set; }

    /// <summary><c>codegen</c> or <c>claude_code</c>; <see langword="null"/>: the service's default.</summary>
    public string? AgentType { get; set; }

    /// <summary>The name of the environment variable that holds the API token. Default <c>CODEGEN_API_TOKEN</c>.</summary>
    [Required]
    public string TokenVariable { get; set; } = "CODEGEN_API_TOKEN";

    /// <summary>The time between two looks at a run: 1 s to 10 min, default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(10);
}
