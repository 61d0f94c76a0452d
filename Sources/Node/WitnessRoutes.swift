import CapabilityKit
import HTTPTypes
import Hummingbird
import Ledger
import Vocabulary

/// This node as a witness of other logs: `add-checkpoint` and the checkpoints it has cosigned.
///
/// Source: c2sp.org/tlog-witness.
struct WitnessRoutes: Sendable {
    let keeper: WitnessKeeper
    let limit: RateLimit

    func add(to router: some RouterMethods<NodeContext>) {
        router.post("add-checkpoint") { request, context in
            guard await limit.admits(context.remoteAddress) else {
                return Self.response(WitnessReply(status: 429, body: "too many requests; try again in a second\n"))
            }
            let body = try await request.body.collect(upTo: WitnessRequest.bytesMax)
            return Self.response(await keeper.addCheckpoint(Array(buffer: body)))
        }
        router.get("{hash}/checkpoint") { _, context in
            let hash = try context.parameters.require("hash")
            return Self.response(await keeper.checkpoint(originHash: hash))
        }
    }

    static func response(_ reply: WitnessReply) -> Response {
        LogRoutes.response(.init(code: reply.status), reply.contentType, Array(reply.body.utf8), cache: "no-store")
    }
}

/// Sends requests to witnesses over HTTP, or over the federation's own connections where the witness is a peer.
enum WitnessPost {
    /// The way to witnesses of a node.
    static func send(by client: FederationClient?) -> Cosigning.Send {
        { witness, body in
            if let client, let reply = try await client.cosign(at: witness.address, body) { return reply }
            return try await send(witness, body)
        }
    }

    /// Posts to `<address>/add-checkpoint` and waits at most two seconds.
    ///
    /// A redirect is an answer like any other that is none of the protocol: it is not followed.
    static let send: Cosigning.Send = { witness, body in
        let call = OutsideCall(
            address: witness.address + "/add-checkpoint",
            body: OutsideCall.Body(bytes: Array(body), type: "text/plain; charset=utf-8"),
            seconds: 2,
            byteMax: WitnessRequest.bytesMax
        )
        let reply = try await OutsideDoor.send(call)
        return WitnessReply(
            status: reply.status,
            contentType: reply.contentType,
            body: String(decoding: reply.body, as: UTF8.self)
        )
    }
}
