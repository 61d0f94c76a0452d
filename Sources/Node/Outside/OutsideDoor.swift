import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// One request of this node to another machine.
struct OutsideCall: Sendable {
    /// What is posted, and of which type.
    struct Body: Sendable {
        var bytes: [UInt8]
        var type: String
    }

    var address: String
    /// What is posted; `nil` to get.
    var body: Body?
    var accept: String?
    var authorization: String?
    /// Seconds from the beginning to the last byte of the answer, at most.
    var seconds: Int64
    /// Bytes of the answer, at most.
    var byteMax: Int
}

/// What another machine answered.
struct OutsideReply: Sendable {
    var status: Int
    var contentType: String
    var body: [UInt8]
}

/// How a command of this program hands something to a node, as a machine with a credential.
package enum MachineDoor {
    /// Posts a form, and gives the status with what was answered.
    package static func post(_ address: String, form: String, credential: String) async throws -> (Int, String) {
        let reply = try await OutsideDoor.send(
            OutsideCall(
                address: address,
                body: OutsideCall.Body(bytes: Array(form.utf8), type: "application/x-www-form-urlencoded"),
                accept: "application/json",
                authorization: "Bearer \(credential)",
                seconds: 10,
                byteMax: 65_536
            )
        )
        return (reply.status, String(decoding: reply.body, as: UTF8.self))
    }
}

/// The one door by which this node calls other machines of its own accord: the identity provider and the witnesses.
///
/// A redirect is never followed, an answer has a bound, a call has an end, and certificates are checked against the trust
/// store of the operating system.
enum OutsideDoor {
    /// Connections to one machine at a time; further calls wait for one within their own time.
    static let connectionsMax = 4

    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(5), read: .seconds(10))
        )
        configuration.httpVersion = .http1Only
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connectionsMax
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// Sends one request, once.
    static func send(_ call: OutsideCall) async throws -> OutsideReply {
        var request = HTTPClientRequest(url: call.address)
        if let accept = call.accept { request.headers.add(name: "accept", value: accept) }
        if let body = call.body {
            request.method = .POST
            request.headers.add(name: "content-type", value: body.type)
            request.body = .bytes(ByteBuffer(bytes: body.bytes))
        }
        if let authorization = call.authorization {
            request.headers.add(name: "authorization", value: authorization)
        }
        let response = try await client.execute(request, timeout: .seconds(call.seconds))
        let body = try await response.body.collect(upTo: call.byteMax)
        return OutsideReply(
            status: Int(response.status.code),
            contentType: response.headers.first(name: "content-type") ?? "",
            body: Array(body.readableBytesView)
        )
    }
}
