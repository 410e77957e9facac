using Slipway.Integrations.Secrets;

namespace Slipway.Integrations.Tests.Secrets;

public sealed class SecretNamesTests
{
    [Theory]
    [InlineData("GITHUB_TOKEN")]
    [InlineData("AWS_SECRET_ACCESS_KEY")]
    [InlineData("Slipway:WebhookSecret")]
    [InlineData("PGPASSWORD")]
    [InlineData("MYSQL_PWD")]
    [InlineData("SQL_CONNECTION_STRING")]
    [InlineData("ConnectionStrings:Main")]
    [InlineData("GITLAB_PAT")]
    public void A_name_tells_that_a_value_is_secret(string name) =>
        Assert.Equal(["some value"], SecretNames.SecretsOf(name, "some value"));

    [Theory]
    [InlineData("PWD")]
    [InlineData("OLDPWD")]
    [InlineData("PATH")]
    [InlineData("AUTHOR")]
    public void Other_values_are_not(string name) => Assert.Empty(SecretNames.SecretsOf(name, "some value"));

    [Fact]
    public void A_path_that_is_there_says_where_a_secret_is_and_is_none() =>
        Assert.Empty(SecretNames.SecretsOf("GOOGLE_APPLICATION_CREDENTIALS", Path.GetTempPath()));

    [Theory]
    [InlineData("AzureWebJobsStorage", "AccountName=x;AccountKey=abc/def==;EndpointSuffix=y", "abc/def==")]
    [InlineData("DATABASE_URL", "postgres://user:hidden@host:5432/db", "hidden")]
    public void The_password_in_a_value_is_secret(string name, string value, string secret) =>
        Assert.Equal([secret], SecretNames.SecretsOf(name, value));
}
