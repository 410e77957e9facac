namespace Slipway.Core.Definitions.Validation;

/// <summary>Finds circles among dependencies. Linear in steps and dependencies, and without recursion.</summary>
internal static class DependencyCycles
{
    /// <param name="dependsOn">For each step, by its place, the places of those it depends on.</param>
    /// <returns>Circles, each as the places along it, the first one repeated at its end. Empty when there is none; not every one when
    /// there are several that share steps.</returns>
    public static List<IReadOnlyList<int>> Find(IReadOnlyList<IReadOnlyList<int>> dependsOn)
    {
        var found = new List<IReadOnlyList<int>>();
        var placeOnPath = new int[dependsOn.Count];
        Array.Fill(placeOnPath, -1);
        var isDone = new bool[dependsOn.Count];
        var path = new List<(int Step, int Next)>();
        for (var start = 0; start < dependsOn.Count; start++)
        {
            Enter(start);
            while (path.Count > 0)
            {
                var (step, next) = path[^1];
                if (next == dependsOn[step].Count)
                {
                    path.RemoveAt(path.Count - 1);
                    placeOnPath[step] = -1;
                    isDone[step] = true;
                    continue;
                }

                path[^1] = (step, next + 1);
                var dependency = dependsOn[step][next];
                if (placeOnPath[dependency] >= 0)
                {
                    found.Add(Turned([.. path[placeOnPath[dependency]..].Select(on => on.Step)]));
                }
                else
                {
                    Enter(dependency);
                }
            }
        }

        return found;

        void Enter(int step)
        {
            if (!isDone[step])
            {
                placeOnPath[step] = path.Count;
                path.Add((step, 0));
            }
        }
    }

    /// <summary>The same circle, from the step that is written first.</summary>
    private static List<int> Turned(List<int> circle)
    {
        var first = circle.IndexOf(circle.Min());
        return [.. circle[first..], .. circle[..first], circle[first]];
    }
}
