using System.ClientModel.Primitives;
using System.Net;
using System.Net.Sockets;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Slipway.LocalHost.Queues;

namespace Slipway.LocalHost.Tests.Queues;

public sealed class QueueConnectionTests
{
    [Theory]
    [InlineData("UseDevelopmentStorage=true", "devstoreaccount1", "http://127.0.0.1:10001/devstoreaccount1")]
    [InlineData("UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://azurite", "devstoreaccount1",
        "http://azurite:10001/devstoreaccount1")]
    [InlineData("AccountName=shop;AccountKey=AAAA", "shop", "https://shop.queue.core.windows.net")]
    [InlineData("DefaultEndpointsProtocol=http;AccountName=shop;AccountKey=AA==;EndpointSuffix=core.example", "shop",
        "http://shop.queue.core.example")]
    [InlineData("QueueEndpoint=https://shop.queue.example/;SharedAccessSignature=?sv=1&sig=2", "shop", "https://shop.queue.example")]
    public void A_connection_string_says_which_account_and_where(string text, string account, string endpoint)
    {
        var connection = QueueConnection.Parse(text);

        Assert.Equal((account, endpoint), (connection.Account, connection.Endpoint));
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("AccountName=shop")]
    [InlineData("AccountName=shop;AccountKey=not Base64!")]
    [InlineData("AccountName=a;AccountName=b;AccountKey=AAAA")]
    [InlineData("QueueEndpoint=ftp://shop;SharedAccessSignature=x")]
    public void What_is_no_connection_string_is_refused(string text) =>
        Assert.Throws<FormatException>(() => new QueueClient(text, "events"));

    [Fact]
    public async Task A_shared_access_signature_goes_with_each_request_and_nothing_else_does()
    {
        using var listener = new HttpListener();
        var url = Listen(listener);
        var queue = new QueueClient(new Uri($"{url}shop/events?sv=1&sig=a%2Bb"));

        var answer = queue.ReceiveMessagesAsync(2, TimeSpan.FromSeconds(5));
        var context = await listener.GetContextAsync();
        var (asked, authorization) = (context.Request.RawUrl, context.Request.Headers["Authorization"]);
        context.Response.ContentType = "application/xml";
        await using (var writer = new StreamWriter(context.Response.OutputStream))
        {
            await writer.WriteAsync("<?xml version=\"1.0\"?><QueueMessagesList />");
        }

        Assert.Empty((await answer).Value);
        Assert.Equal("/shop/events/messages?numofmessages=2&visibilitytimeout=5&sv=1&sig=a%2Bb", asked);
        Assert.Null(authorization);
        Assert.Equal(("shop", "events"), (queue.AccountName, queue.Name));
    }

    [Fact]
    public async Task An_answer_with_entities_of_its_own_is_refused()
    {
        using var listener = new HttpListener();
        var queue = new QueueClient(new Uri($"{Listen(listener)}shop/events"));

        var answer = queue.ReceiveMessagesAsync();
        var context = await listener.GetContextAsync();
        await using (var writer = new StreamWriter(context.Response.OutputStream))
        {
            await writer.WriteAsync("<!DOCTYPE a [<!ENTITY e \"boom\">]><QueueMessagesList>&e;</QueueMessagesList>");
        }

        await Assert.ThrowsAsync<System.Xml.XmlException>(() => answer);
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_an_error_after_the_retries()
    {
        var options = new QueueClientOptions { Retry = { MaxRetries = 0 } };
        var queue = new QueueClient(new Uri($"http://127.0.0.1:{FreePort()}/shop/events"), options);

        var exception = await Assert.ThrowsAsync<RequestFailedException>(() => queue.SendMessageAsync("x"));

        Assert.Equal(0, exception.Status);
    }

    [Fact]
    public void A_message_survives_being_written_and_read_as_a_model()
    {
        var message = new QueueMessage(QueueXml.Read(new BinaryData(
            "<QueueMessage><MessageId>m</MessageId><PopReceipt>p</PopReceipt><DequeueCount>3</DequeueCount>"
            + "<MessageText>eA==</MessageText></QueueMessage>")), QueueMessageEncoding.None);

        var read = ModelReaderWriter.Read<QueueMessage>(
            ModelReaderWriter.Write(message, new ModelReaderWriterOptions("X")), new ModelReaderWriterOptions("X"))!;

        Assert.Equal(("m", "p", 3, "eA=="), (read.MessageId, read.PopReceipt, read.DequeueCount, read.MessageText));
    }

    private static string Listen(HttpListener listener)
    {
        var url = $"http://127.0.0.1:{FreePort()}/";
        listener.Prefixes.Add(url);
        listener.Start();
        return url;
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
