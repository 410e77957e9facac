using System.Text;
using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Analysis;

/// <summary>Has a language model say in a few sentences what matters of a repository for a requirement.</summary>
internal sealed class ContextSummary(IAiProvider ai, RepositorySurvey survey)
{
    private const int MaxFiles = 8;
    private const int MaxFileLength = 4_000;

    private static readonly JsonElement Schema = StepConfig.Schema("""
        {
          "type": "object", "required": ["summary", "answer", "analysis"], "additionalProperties": false,
          "properties": {
            "analysis": {
              "type": "object", "required": ["requirements", "affectedAreas", "complexity"], "additionalProperties": false,
              "properties": {
                "requirements": {
                  "type": "array", "maxItems": 30, "items": { "type": "string", "maxLength": 500 },
                  "description": "What has to hold afterwards."
                },
                "affectedAreas": {
                  "type": "array", "maxItems": 30, "items": { "type": "string", "maxLength": 200 }, "description": "Folders, files, parts."
                },
                "complexity": { "enum": ["low", "medium", "high"] }
              }
            },
            "summary": { "type": "string", "maxLength": 4000, "description": "What matters for it: where, how, what to beware of." },
            "answer": { "type": "string", "maxLength": 4000, "description": "The answer to the question; empty without one." }
          }
        }
        """);

    /// <summary>Asks.</summary>
    /// <param name="worktree">Where the files are.</param>
    /// <param name="facts">What was seen.</param>
    /// <param name="relevant">The files that have most to do with it.</param>
    /// <param name="requirement">What is wanted.</param>
    /// <param name="question">What is asked besides; <see langword="null"/> for nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal async Task<AiAnswer> AskAsync(
        string worktree, RepositoryFacts facts, IReadOnlyList<string> relevant, string requirement, string? question,
        CancellationToken cancellationToken)
    {
        var material = new StringBuilder().Append("Requirement:\n").Append(requirement).Append("\n\nRepository:\n")
            .Append(JsonSerializer.Serialize(facts, CoreJson.Options)).Append("\n\nFiles that may matter: ")
            .AppendJoin(", ", relevant).Append('\n');
        foreach (var path in relevant.Take(MaxFiles))
        {
            var text = await survey.ReadAsync(worktree, path, MaxFileLength, cancellationToken);
            material.Append("\n--- ").Append(path).Append('\n').Append(text).Append('\n');
        }

        var asked = question is null ? "" : $"\n\nAnswer this question too: {question}";
        return await ai.AskAsync(
            new AiQuestion(
                "context",
                $"A programmer is to fulfil the requirement in this repository. Say briefly what they must know of it.{asked}",
                material.ToString(), Schema),
            cancellationToken);
    }
}
