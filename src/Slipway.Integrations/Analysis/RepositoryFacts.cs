namespace Slipway.Integrations.Analysis;

/// <summary>What can be seen of a repository.</summary>
/// <param name="Files">How many files it has.</param>
/// <param name="Languages">The ten with the most bytes, the largest first, with their share of all code, in percent.</param>
/// <param name="Layout">Its top-level folders, with the number of files in each; at most 40.</param>
/// <param name="TopFiles">The files beside those; at most 40.</param>
/// <param name="Manifests">Files that say how it is built, at most 20, the highest first.</param>
/// <param name="BuildCommand">What probably builds it; <see langword="null"/> when nothing says so.</param>
/// <param name="TestCommand">What probably tests it; <see langword="null"/> when nothing says so.</param>
/// <param name="Readme">How its README begins; <see langword="null"/> without one.</param>
internal sealed record RepositoryFacts(
    int Files, IReadOnlyDictionary<string, int> Languages, IReadOnlyDictionary<string, int> Layout, IReadOnlyList<string> TopFiles,
    IReadOnlyList<string> Manifests, string? BuildCommand, string? TestCommand, string? Readme);
