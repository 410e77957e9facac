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

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_HEADERS")]
    public void Keys_in_the_headers_that_telemetry_is_sent_with_are_secret(string name) => Assert.Equal(
        ["0123456789", "Bearer%20abc=def", "Bearer abc=def", "abc=def"],
        SecretNames.SecretsOf(name, "x-team=0123456789, authorization=Bearer%20abc=def").Distinct());

    [Theory]
    [InlineData("api-key=words")]
    [InlineData("authorization=words")]
    [InlineData("x-auth=words")]
    [InlineData("uptrace-dsn=words")]
    [InlineData("x-team=Basic words")]
    [InlineData("x-team=QhXkWvTzRbNmLpYcGdFsJa")]
    [InlineData("x-team=hcaik_01hqk4")]
    [InlineData("x-team=1b9d6bcd-bbfd-4b2d")]
    public void A_header_says_by_its_name_or_its_form_that_it_is_one(string header) =>
        Assert.Contains(header[(header.IndexOf('=') + 1)..], SecretNames.SecretsOf("OTEL_EXPORTER_OTLP_HEADERS", header));

    [Theory]
    [InlineData("production")]
    [InlineData("eu-west-1")]
    [InlineData("my_team.web")]
    [InlineData("1")]
    [InlineData("")]
    public void Words_in_other_headers_are_not(string value) =>
        Assert.Empty(SecretNames.SecretsOf("OTEL_EXPORTER_OTLP_HEADERS", $"x-honeycomb-dataset={value}"));

    [Theory]
    [InlineData("Slipway:GitHub:TokenName")]
    [InlineData("Slipway:GitHub:AppKeyName")]
    [InlineData("Slipway__Ai__KeyName")]
    [InlineData("Slipway:Notifiers:team:UrlSetting")]
    [InlineData("Slipway:Notifiers:team:SecretSetting")]
    [InlineData("Slipway:Atlassian:TokenSetting")]
    [InlineData("Slipway:Codegen:TokenVariable")]
    [InlineData("Slipway:Events:Connection")]
    [InlineData("Slipway:Secrets:SHOP:Setting")]
    [InlineData("Slipway__Secrets__SHOP__Hosts__0")]
    public void A_setting_that_names_what_holds_a_secret_is_none(string name) => Assert.Empty(SecretNames.SecretsOf(name, "SOME_NAME"));

    [Fact]
    public void What_a_setting_names_is_secret_whatever_it_is_called()
    {
        using var home = new TestHome(
            ("GitHub:TokenName", "Slipway:ForgeLogin"), ("ForgeLogin", "0123456789"), ("Notifiers:team:UrlSetting", "Slipway:TeamAddress"),
            ("TeamAddress", "https://chat.test/hook/abcdef"), ("Secrets:SHOP:Setting", "Slipway:Shop"), ("Shop", "shop-value"),
            ("Secrets:SHOP:Hosts:0", "shop.test-host"));

        var masked = home.Get<Slipway.Core.Ports.ISecretMask>().Current()(
            "ForgeLogin=0123456789 /hook/abcdef https://chat.test/hook/abcdef shop-value at shop.test-host");

        Assert.Equal("ForgeLogin=*** *** *** *** at shop.test-host", masked);
    }
}
