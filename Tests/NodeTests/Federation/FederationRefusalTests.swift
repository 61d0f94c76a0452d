import Federation
import Foundation
import Ledger
import NIOSSL
import Node
import TestKit
import Testing
import Vocabulary

@Suite("Who is not let in by other nodes' door") struct FederationRefusalTests {
    @Test("without a certificate, or with TLS 1.2, nothing is heard")
    func noCertificate() async throws {
        let nation = try await TestFederation.make()
        let request = try nation.signed(nation.nodes[0].question())
        try await nation.serving([1]) {
            var bare = nation.nodes[0].identity.client
            bare.certificateChain = []
            bare.privateKey = nil
            await #expect(throws: (any Error).self) { try await nation.post(request, tls: bare) }
            #expect(nation.events.has(.handshakeFailed, .certificateMissing))
            var old = nation.nodes[0].identity.client
            old.minimumTLSVersion = .tlsv1
            old.maximumTLSVersion = .tlsv12
            await #expect(throws: (any Error).self) { try await nation.post(request, tls: old) }
            #expect(await nation.desks[1].questions.isEmpty)
        }
    }

    @Test("a certificate of another authority, or one that has run out, is refused at the handshake")
    func untrusted() async throws {
        let nation = try await TestFederation.make()
        let other = try await TestFederation.make()
        let stranger = FederationClient(node: try nation.forged(certificate: other.nodes[0].identity.certificate))
        let past: Clock = { Timestamp(milliseconds: Building.systemClock().milliseconds - 48 * 3_600_000) }
        let authority = try CertificateAuthority(
            folder: nation.folder + "/authority",
            clock: past,
            randomness: Building.systemRandomness
        )
        let expired = try await authority.certificate(for: nation.nodes[0].force)
        let late = FederationClient(node: try nation.forged(certificate: expired))
        try await nation.serving([1]) {
            for client in [stranger, late] {
                let answer = await client.ask(nation.nodes[0].question(), of: nation.nodes[1].force)
                #expect(answer.state == .down)
            }
            #expect(await nation.desks[1].questions.isEmpty)
        }
        let refused = nation.events.all.filter {
            $0.kind == .handshakeFailed && $0.reason == Fault.Code.certificateUnusable.description
        }
        #expect(refused.count >= 2)
        await stranger.shutdown()
        await late.shutdown()
    }

    @Test("a revoked certificate is refused on what is open and at the next handshake")
    func revoked() async throws {
        let nation = try await TestFederation.make()
        let client = FederationClient(node: nation.nodes[0])
        try await nation.serving([1]) {
            let first = await client.ask(nation.nodes[0].question(), of: nation.nodes[1].force)
            #expect(first.state == .answered(held: 1))
            #expect(try await nation.authority.revoke(nation.nodes[0].force) == 1)
            try await nation.hearRevocations(1)
            let second = await client.ask(nation.nodes[0].question(), of: nation.nodes[1].force)
            #expect(second.state == .down)
            // On the connection that was open, or at the handshake of the next when it had been let go meanwhile.
            #expect(
                nation.events.has(.refused, .certificateRevoked)
                    || nation.events.has(.handshakeFailed, .certificateRevoked)
            )
            let fresh = FederationClient(node: nation.nodes[0])
            let third = await fresh.ask(nation.nodes[0].question(), of: nation.nodes[1].force)
            #expect(third.state == .down)
            #expect(nation.events.has(.handshakeFailed, .certificateRevoked))
            #expect(await nation.desks[1].questions.count == 1)
            await fresh.shutdown()
        }
        await client.shutdown()
    }

    @Test("a node does not speak to a peer whose certificate was called back")
    func revokedServer() async throws {
        let nation = try await TestFederation.make()
        try await nation.authority.revoke(nation.nodes[1].force)
        try await nation.hearRevocations(0)
        let client = FederationClient(node: nation.nodes[0])
        try await nation.serving([1]) {
            let answer = await client.ask(nation.nodes[0].question(), of: nation.nodes[1].force)
            #expect(answer.state == .down)
            #expect(nation.events.has(.alarm, .certificateRevoked))
            #expect(await nation.desks[1].questions.isEmpty)
        }
        await client.shutdown()
    }

    @Test("certificate, signature, question and officer must be of one force")
    func mismatch() async throws {
        let nation = try await TestFederation.make(["13", "14", "16"])
        let borrowed = try nation.signed(nation.nodes[0].question())
        let other = try nation.signed(nation.nodes[0].question(asker: nation.nodes[2].force))
        var question = nation.nodes[0].question()
        question.officer.force = nation.nodes[2].force
        let lent = try nation.signed(question)
        try await nation.serving([1]) {
            let third = nation.nodes[2].identity.client, own = nation.nodes[0].identity.client
            var reply = try await nation.post(borrowed, tls: third)
            #expect(reply.status == 403)
            #expect(reply.code == "urn:reeve:fault:federation.force_mismatch")
            for message in [other, lent] {
                reply = try await nation.post(message, tls: own)
                #expect(reply.status == 401)
                #expect(reply.code == "urn:reeve:fault:federation.message_unproved")
            }
            #expect(await nation.desks[1].questions.isEmpty)
        }
    }

    @Test("a message that was received before, is too long, changed on its way or no message is refused")
    func messages() async throws {
        let nation = try await TestFederation.make()
        let request = try nation.signed(nation.nodes[0].question())
        let tls = nation.nodes[0].identity.client
        try await nation.serving([1]) {
            var reply = try await nation.post(request, tls: tls)
            #expect(reply.status == 200)
            reply = try await nation.post(request, tls: tls)
            #expect(reply.status == 409)
            #expect(reply.code == "urn:reeve:fault:federation.message_replayed")
            var long = request
            long.body = [UInt8](repeating: 0x20, count: 65_537)
            reply = try await nation.post(long, tls: tls)
            #expect(reply.status == 413)
            #expect(reply.code == "urn:reeve:fault:federation.message_too_large")
            var changed = try nation.signed(nation.nodes[0].question())
            changed.body[changed.body.count / 2] ^= 1
            reply = try await nation.post(changed, tls: tls)
            #expect(reply.status == 401)
            #expect(reply.code == "urn:reeve:fault:federation.message_unproved")
            var garbage = request
            garbage.fields = []
            garbage.body = Array("{".utf8)
            reply = try await nation.post(garbage, tls: tls)
            #expect(reply.status == 400)
            #expect(reply.code == "urn:reeve:fault:federation.message_malformed")
            // Signed for one address, sent to another.
            var moved = try nation.signed(nation.nodes[0].question())
            moved.target = nation.nodes[1].settings.address + "/federation/v1/settle"
            reply = try await nation.post(moved, tls: tls)
            #expect(reply.status == 401)
            #expect(await nation.desks[1].questions.count == 1)
            #expect(await nation.desks[1].settlements.isEmpty)
        }
    }

    @Test("a force that sends too fast is told to wait, and others are not")
    func rate() async throws {
        let nation = try await TestFederation.make()
        let limited = FederationServer(node: nation.nodes[1], desk: nation.desks[1], limit: (2, 0))
        let (ready, tell) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await limited.run { _ in tell.yield() } }
            for await _ in ready { break }
            let tls = nation.nodes[0].identity.client
            var codes: [Int] = []
            for _ in 0..<3 {
                let request = try nation.signed(nation.nodes[0].question())
                codes.append(try await nation.post(request, tls: tls).status)
            }
            #expect(codes == [200, 200, 429])
            let other = try nation.signed(nation.nodes[0].question())
            let reply = try await nation.post(other, tls: nation.nodes[1].identity.client)
            #expect(reply.status == 403)
            group.cancelAll()
        }
    }
}

extension CertificateAuthority {
    /// A certificate for a force, by way of a ticket.
    func certificate(for force: ForceCode) async throws -> NodeCertificate {
        let ticket = try entitle(force, hosts: ["127.0.0.1"])
        let key = try TransportKey.make(Building.systemRandomness)
        let request = try NodeCertificate.request(key: key, force: force)
        return try NodeCertificate(certificate: try enrol(token: ticket.token, request: request), key: key)
    }
}
