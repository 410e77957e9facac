namespace Slipway.EndToEnd.Tests;

/// <summary>A test that needs a <see cref="SmallDisk"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute()
    {
        using var disk = SmallDisk.TryMount();
        if (disk is null)
        {
            Skip = "Needs to mount a small file system: only root on Linux can.";
        }
    }
}
