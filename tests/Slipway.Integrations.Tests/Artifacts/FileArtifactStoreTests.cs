using System.Security.Cryptography;
using System.Text;
using Slipway.Core;
using Slipway.Integrations.Artifacts;

namespace Slipway.Integrations.Tests.Artifacts;

public sealed class FileArtifactStoreTests
{
    [Fact]
    public async Task Content_is_found_again_by_its_hash()
    {
        using var home = new TestHome();
        var content = Encoding.UTF8.GetBytes("the plan");

        var saved = await home.Artifacts.SaveAsync("plan.md", "text/markdown", new MemoryStream(content), default);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), saved.Sha256);
        Assert.Equal(("plan.md", "text/markdown", 8L), (saved.Name, saved.MediaType, saved.SizeBytes));
        Assert.Equal("the plan", home.ReadArtifact(saved));
        Assert.Equal("the plan", home.Restart().ReadArtifact(saved));
    }

    [Fact]
    public async Task Nobody_but_the_user_may_read_it()
    {
        using var home = new TestHome();

        await home.Artifacts.SaveAsync("plan.md", "text/markdown", new MemoryStream("the plan"u8.ToArray()), default);

        var file = Assert.Single(Directory.EnumerateFiles(Path.Combine(home.Data, "artifacts"), "*", SearchOption.AllDirectories));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task The_same_content_is_kept_once_also_when_saved_at_once()
    {
        using var home = new TestHome();

        var saved = await Task.WhenAll(Enumerable.Range(0, 8).Select(index =>
            home.Artifacts.SaveAsync($"{index}", "text/plain", new MemoryStream("same"u8.ToArray()), default)));

        Assert.Single(saved.Select(reference => reference.Sha256).Distinct());
        Assert.Single(Directory.EnumerateFiles(Path.Combine(home.Data, "artifacts"), "*", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(home.Data, "tmp")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("../../../../etc/passwd")]
    [InlineData("E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85/")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    public void What_is_no_known_hash_finds_nothing(string hash)
    {
        using var home = new TestHome();

        Assert.Null(home.Artifacts.OpenRead(hash));
    }

    [Fact]
    public async Task Content_beyond_the_limit_is_refused_and_leaves_nothing()
    {
        using var home = new TestHome();
        var store = new FileArtifactStore(home.Data, 1000);

        var exception = await Assert.ThrowsAsync<SlipwayException>(() =>
            store.SaveAsync("big", "text/plain", new MemoryStream(new byte[1001]), default));

        Assert.Equal(ErrorCodes.StorageFailed, exception.Code);
        Assert.Contains("larger than 1000 bytes", exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(home.Data, "*", SearchOption.AllDirectories));
        await store.SaveAsync("fits", "text/plain", new MemoryStream(new byte[1000]), default);
    }

    [Fact]
    public async Task A_disk_that_is_full_says_which_path_and_what_would_be_right()
    {
        using var home = new TestHome();

        var exception = await Assert.ThrowsAsync<SlipwayException>(() =>
            home.Artifacts.SaveAsync("plan.md", "text/plain", new FullDisk(), default));

        Assert.Equal(ErrorCodes.StorageFailed, exception.Code);
        Assert.Contains(Path.Combine(home.Data, "artifacts"), exception.Message, StringComparison.Ordinal);
        Assert.Contains("Make room", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_made_says_so()
    {
        using var home = new TestHome();
        File.WriteAllText(home.Data, "a file where the directory should be");

        var exception = await Assert.ThrowsAsync<SlipwayException>(() =>
            home.Artifacts.SaveAsync("plan.md", "text/plain", new MemoryStream(), default));

        Assert.Equal(ErrorCodes.StorageFailed, exception.Code);
    }

    [Fact]
    public async Task Cancelled_saving_keeps_nothing()
    {
        using var home = new TestHome();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            home.Artifacts.SaveAsync("plan.md", "text/plain", new MemoryStream(new byte[10]), new CancellationToken(canceled: true)));

        Assert.Empty(Directory.EnumerateFiles(home.Data, "*", SearchOption.AllDirectories));
    }

    private sealed class FullDisk : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("No space left on device");
    }
}
