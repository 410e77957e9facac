namespace Slipway.Core.Definitions.Reading;

/// <summary>Collects problems, up to a limit: after a hundred, one more helps nobody.</summary>
internal sealed class ProblemList(DefinitionSource? source)
{
    private const int Limit = 100;

    private readonly List<DefinitionProblem> _problems = [];

    /// <summary>Whether there can be no more.</summary>
    public bool IsFull => _problems.Count >= Limit;

    public bool IsEmpty => _problems.Count == 0;

    /// <summary>In the order of the text.</summary>
    public IReadOnlyList<DefinitionProblem> ToList() => [.. _problems.OrderBy(problem => problem.Line).ThenBy(problem => problem.Column)];

    public void Add(string path, string message, string? suggestion = null)
    {
        var (line, column) = source?.Locate(path) ?? default;
        Add(line, column, path, message, suggestion);
    }

    public void Add(int line, int column, string path, string message, string? suggestion = null)
    {
        if (!IsFull)
        {
            _problems.Add(new DefinitionProblem(source?.File ?? "", line, column, path, message, suggestion));
        }
    }
}
