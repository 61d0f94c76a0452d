import AsyncHTTPClient
import CapabilityKit
import Federation
import Foundation
import Ledger
import NIOCore
import NIOHTTP1
import Synchronization
import Vocabulary

/// The way to other nodes: mutual TLS, signed messages, connections that are used again.
///
/// An answer that is not signed as it should be is no answer: its force counts as not reached, and an alarm is raised.
package final class FederationClient: Peers, Sendable {
    let node: FederationNode
    private let links: Mutex<[ForceCode: PeerLink]> = Mutex([:])

    package init(node: FederationNode) { self.node = node }

    /// Puts a question to one force and waits until the question's deadline.
    ///
    /// ``AnswerState/down``: the connection is refused, the name unknown, the certificate not that of the force, the
    /// answer not signed as it should be, or the other node has a fault. ``AnswerState/timedOut``: nothing came until
    /// the deadline.
    package func ask(_ question: Question, of force: ForceCode) async -> Answer {
        await ask(question, of: force, attempt: 1, until: question.deadline)
    }

    /// The same, waiting until a moment of the caller's; each attempt is signed anew.
    package func ask(_ question: Question, of force: ForceCode, attempt: Int, until: Timestamp) async -> Answer {
        let milliseconds = until.milliseconds - node.clock().milliseconds
        guard milliseconds > 0 else { return made(.timedOut, question, force) }
        return await withTaskGroup(of: Answer?.self) { group in
            group.addTask {
                await self.exchange(question, force, attempt: attempt, milliseconds: milliseconds)
            }
            group.addTask {
                try? await Task.sleep(for: .milliseconds(milliseconds))
                return nil
            }
            defer { group.cancelAll() }
            if let answer = await group.next() ?? nil { return answer }
            log(.unanswered, force, "timed-out")
            return made(.timedOut, question, force)
        }
    }

    /// Tells a force what became of its answer.
    package func settle(_ settlement: Settlement, with force: ForceCode) async throws {
        _ = try await send(
            FederationServer.encode(settlement),
            purpose: "settlement",
            disclosure: settlement.disclosure,
            to: force,
            at: FederationPath.settle,
            milliseconds: 10_000
        )
    }

    /// Tells a force that what it received is recalled; returns once that is in its own log.
    package func recall(_ recall: ForceRecall, to force: ForceCode) async throws -> RecallKnown {
        let body = try await send(
            FederationServer.encode(recall),
            purpose: "recall",
            disclosure: recall.name,
            to: force,
            at: FederationPath.recall,
            milliseconds: 10_000
        )
        guard let known = try? JSONDecoder().decode(RecallKnown.self, from: Data(body)), known.force == force else {
            throw Fault(.messageUnproved, "the answer is signed, but it does not say that the recall is known")
        }
        return known
    }

    /// Tells a force something about an incident that is handed on; returns once that is in its own log.
    package func transfer(_ message: ForceTransfer, to force: ForceCode) async throws -> TransferKnown {
        let body = try await send(
            FederationServer.encode(message),
            purpose: message.authority.purpose,
            disclosure: message.name,
            to: force,
            at: FederationPath.transfer,
            milliseconds: 10_000
        )
        guard let known = try? JSONDecoder().decode(TransferKnown.self, from: Data(body)), known.force == force else {
            throw Fault(.messageUnproved, "the answer is signed, but it does not say that the message is known")
        }
        return known
    }

    /// Sends a checkpoint to a witness that is a peer; `nil` when the address is no peer's.
    func cosign(at address: String, _ body: [UInt8]) async throws -> WitnessReply? {
        guard let peer = node.peers.peers.first(where: { $0.address + FederationPath.witness == address }) else {
            return nil
        }
        var request = HTTPClientRequest(url: address + "/add-checkpoint")
        request.method = .POST
        request.headers.add(name: "content-type", value: "text/plain; charset=utf-8")
        request.body = .bytes(ByteBuffer(bytes: body))
        let link = try link(to: peer.force).1
        let reply = try await reply(to: request, link, .now() + .seconds(2), bytesMax: WitnessRequest.bytesMax)
        return WitnessReply(
            status: reply.status,
            contentType: reply.fields.first { $0.name.lowercased() == "content-type" }?.value ?? "",
            body: String(decoding: reply.body, as: UTF8.self)
        )
    }

    /// Closes connections to nodes whose certificates have been called back.
    package func dropRevoked() {
        for link in links.withLock({ Array($0.values) }) { link.drop { (try? self.node.admit($0)) == nil } }
    }

    /// Closes every connection; questions under way are answered as not reached.
    package func shutdown() async {
        let open = links.withLock { links in
            defer { links = [:] }
            return Array(links.values)
        }
        for link in open { try? await link.client.shutdown() }
    }

    // MARK: - One exchange

    private func exchange(
        _ question: Question,
        _ force: ForceCode,
        attempt: Int,
        milliseconds: Int64
    ) async -> Answer {
        // What fails within a moment of the deadline failed because of it, whatever the network calls it.
        let deadline = NIODeadline.now() + .milliseconds(milliseconds - 50)
        do {
            let body = try await send(
                FederationServer.encode(question),
                purpose: question.authority.purpose,
                disclosure: question.disclosure,
                to: force,
                at: FederationPath.ask,
                attempt: attempt,
                milliseconds: milliseconds
            )
            guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(body)),
                answer.force == force, answer.disclosure == question.disclosure, Self.isSayable(answer.state)
            else { throw Fault(.messageUnproved, "the answer is signed, but it is not an answer to the question") }
            return answer
        } catch {
            let isSlow = (error as? HTTPClientError).map {
                [.deadlineExceeded, .readTimeout, .connectTimeout, .tlsHandshakeTimeout].contains($0)
            }
            if isSlow == true || NIODeadline.now() >= deadline || Task.isCancelled {
                // Who cancelled has said so already.
                if !Task.isCancelled { log(.unanswered, force, "timed-out") }
                return made(.timedOut, question, force)
            }
            log(Self.isAlarming(error) ? .alarm : .unanswered, force, FederationEvent.reason(error))
            return made(.down, question, force)
        }
    }

    /// Sends a signed message and returns the body of the signed reply to it.
    private func send(
        _ body: [UInt8],
        purpose: String,
        disclosure: String,
        to force: ForceCode,
        at path: String,
        attempt: Int = 1,
        milliseconds: Int64
    ) async throws -> [UInt8] {
        let (peer, link) = try link(to: force)
        // Every other attempt goes by the other address, where there is one.
        let address = attempt.isMultiple(of: 2) ? peer.second ?? peer.address : peer.address
        let until = NIODeadline.now() + .milliseconds(milliseconds)
        let now = node.clock()
        let signed = try MessageSignature.sign(
            request: RequestDraft(
                target: address + path,
                purpose: purpose,
                disclosure: disclosure,
                version: try await version(of: peer, at: address, link, until),
                body: body
            ),
            with: node.signingKey,
            at: now,
            expires: Timestamp(milliseconds: now.milliseconds + FederationNode.requestSeconds * 1000),
            randomness: node.randomness
        )
        var request = HTTPClientRequest(url: signed.target)
        request.method = .POST
        for field in signed.fields { request.headers.add(name: field.name, value: field.value) }
        request.body = .bytes(ByteBuffer(bytes: signed.body))
        let reply = try await reply(to: request, link, until, bytesMax: node.rules.answerBytesMax)
        if reply.fields.contains(where: { $0.name.lowercased() == "signature" }) {
            let proved = try MessageSignature.verify(
                response: reply,
                to: signed,
                from: force,
                keys: node.keys,
                rules: node.rules,
                now: node.clock()
            )
            if reply.status == 200 { return proved.body }
            // Signed by the force itself: it has written down that this node contradicts it.
            if reply.status == 409, let said = try? JSONDecoder().decode(ProblemDocument.self, from: Data(proved.body)),
                said.type == ProblemDocument.type(of: .settledOtherwise)
            {
                throw Fault(.settledOtherwise, "force \(force) knows another outcome of disclosure `\(disclosure)`")
            }
        } else if reply.status == 200 {
            throw Fault(.messageUnproved, "the answer is not signed")
        }
        throw Fault(.peerUnusable, "force \(force) answered with status \(reply.status)")
    }

    private func reply(
        to request: HTTPClientRequest,
        _ link: PeerLink,
        _ until: NIODeadline,
        bytesMax: Int
    ) async throws -> SignedResponse {
        var request = request
        request.tlsConfiguration = node.identity.client
        let response = try await link.client.execute(request, deadline: until)
        do {
            let body = try await response.body.collect(upTo: bytesMax)
            return SignedResponse(
                status: Int(response.status.code),
                fields: response.headers.map { HeaderField($0.name, $0.value) },
                body: Array(buffer: body)
            )
        } catch is NIOTooManyBytesError {
            throw Fault(.messageTooLarge, "the answer is longer than \(bytesMax) bytes")
        }
    }

    /// The version to speak with a node: asked once, and again when they no longer agree.
    private func version(
        of peer: PeerBook.Peer,
        at address: String,
        _ link: PeerLink,
        _ until: NIODeadline
    ) async throws -> ProtocolVersion {
        if let version = link.version { return version }
        let request = HTTPClientRequest(url: address + FederationPath.versions)
        let reply = try await reply(to: request, link, until, bytesMax: 4_096)
        guard reply.status == 200,
            let spoken = try? JSONDecoder().decode(SpokenVersions.self, from: Data(reply.body)),
            spoken.force == peer.force
        else { throw Fault(.peerUnusable, "force \(peer.force) does not say which versions it speaks") }
        let version = try ProtocolVersion.common(
            ProtocolVersion.spoken,
            spoken.versions.compactMap { ProtocolVersion($0) }
        )
        link.version = version
        return version
    }

    private func link(to force: ForceCode) throws -> (PeerBook.Peer, PeerLink) {
        guard let peer = node.peers[force], peer.address.hasPrefix("https://") else {
            throw Fault(.peerUnknown, "no address of force \(force) is known")
        }
        let link = links.withLock { links in
            if let link = links[force] { return link }
            let link = PeerLink(force: force, admit: { try self.node.admit($0) })
            links[force] = link
            return link
        }
        return (peer, link)
    }

    private func made(_ state: AnswerState, _ question: Question, _ force: ForceCode) -> Answer {
        Answer(disclosure: question.disclosure, force: force, state: state, entry: 0, body: "", at: node.clock())
    }

    private func log(_ kind: FederationEvent.Kind, _ force: ForceCode, _ reason: String) {
        node.log(FederationEvent(kind: kind, force: force, reason: reason))
    }

    /// Whether a force can say this of itself.
    private static func isSayable(_ state: AnswerState) -> Bool {
        switch state {
        case .answered(let held): held > 0
        case .nothingHeld, .notPermitted, .askOwner: true
        case .timedOut, .down, .notAsked: false
        }
    }

    /// Whether a person must look: somebody else may be answering in the force's place.
    private static func isAlarming(_ error: any Error) -> Bool {
        guard let fault = error as? Fault else { return false }
        return [.messageUnproved, .forceMismatch, .certificateRevoked, .certificateUnusable].contains(fault.code)
    }
}
