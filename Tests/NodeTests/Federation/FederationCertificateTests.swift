import Federation
import Foundation
import Ledger
import Node
import TestKit
import Testing
import Vocabulary

@Suite("Certificates between nodes") struct FederationCertificateTests {
    @Test("certificates change at both ends under load, and no question fails")
    func rotation() async throws {
        let nation = try await TestFederation.make()
        let client = FederationClient(node: nation.nodes[0])
        try await nation.serving([1]) {
            let answers = try await withThrowingTaskGroup(of: [Answer].self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        var answers: [Answer] = []
                        for _ in 0..<40 {
                            let question = nation.nodes[0].question(waitMs: 60_000)
                            answers.append(await client.ask(question, of: nation.nodes[1].force))
                        }
                        return answers
                    }
                }
                for number in 0..<20 {
                    let node = nation.nodes[number % 2]
                    let next = try await nation.authority.renewed(node.identity.certificate, node.randomness)
                    #expect(next.peer.serial != node.identity.certificate.peer.serial)
                    try node.identity.replace(with: next)
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(answers.count == 320)
            #expect(answers.allSatisfy { $0.state == .answered(held: 1) })
        }
        #expect(nation.events.all == [])
        await client.shutdown()
    }

    @Test("a certificate is renewed at two thirds of its life and kept; what is called back is heard and kept")
    func keeping() async throws {
        let clock = TestClock(Building.systemClock())
        let nation = try await TestFederation.make(clock: clock.clock)
        let node = nation.nodes[0], folder = NodeFolder(path: nation.folder + "/13")
        let keep = KeepCertified(node: node, folder: folder, authority: nation.authority)
        let first = node.identity.certificate.peer
        await keep.tick()
        #expect(node.identity.certificate.peer == first)
        clock.advance(seconds: 17 * 3_600)
        await keep.tick()
        let second = node.identity.certificate.peer
        #expect(second.serial != first.serial)
        #expect(second.validUntil > first.validUntil)
        #expect(try folder.readIdentity().certificate.peer == second)
        #expect(nation.events.has(.renewed, "due"))
        // By hand, while the node runs.
        let third = try await folder.renew(
            node.identity.certificate,
            authority: nation.authority,
            randomness: node.randomness
        )
        await keep.tick()
        #expect(node.identity.certificate.peer == third.peer)
        try await nation.authority.revoke(nation.nodes[1].force)
        await keep.tick()
        #expect(throws: Fault.self) { try node.admit(nation.nodes[1].identity.certificate.peer) }
        // After a restart, with no authority to ask.
        let again = try nation.forged(certificate: third)
        _ = KeepCertified(node: again, folder: folder, authority: nation.authority)
        #expect(throws: Fault.self) { try again.admit(nation.nodes[1].identity.certificate.peer) }
        let status = try NodeStatus(folder, at: clock.now)
        #expect(status.isInForce)
        #expect(status.revocationList == 2)
    }

    @Test("an authority that falls silent is said once, and the last list stays in force")
    func silentAuthority() async throws {
        let clock = TestClock(Building.systemClock())
        let nation = try await TestFederation.make(clock: clock.clock)
        let node = nation.nodes[0], folder = NodeFolder(path: nation.folder + "/13")
        let trust = FederationTrust(
            authority: "https://127.0.0.1:\(try LoopbackPort.free(1)[0])",
            certificate: nation.authority.certificate,
            listKey: nation.authority.listKey.description
        )
        try await nation.authority.revoke(nation.nodes[1].force)
        try await nation.hearRevocations(0)
        let keep = KeepCertified(node: node, folder: folder, authority: try AuthorityClient(trust: trust))
        await keep.tick()
        #expect(!nation.events.has(.revocationsStale, .authorityUnusable))
        clock.advance(seconds: 61)
        await keep.tick()
        await keep.tick()
        #expect(nation.events.all.filter { $0.kind == .revocationsStale }.count == 1)
        let fault = #expect(throws: Fault.self) { try node.admit(nation.nodes[1].identity.certificate.peer) }
        #expect(fault?.code == .certificateRevoked)
    }

    @Test("a list that is older or that somebody else signed is refused")
    func lists() async throws {
        let nation = try await TestFederation.make(), other = try await TestFederation.make()
        let node = nation.nodes[0], now = node.clock()
        let old = try await nation.authority.revocations()
        try await nation.authority.revoke(nation.nodes[1].force)
        #expect(try node.revocations.accept(try await nation.authority.revocations(), at: now))
        for note in [old, try await other.authority.revocations(), Array("reeve-revocations/v1\n".utf8), []] {
            let fault = #expect(throws: Fault.self) { try node.revocations.accept(note, at: now) }
            #expect(fault?.code == .revocationsUnusable)
        }
        #expect(node.revocations.list.entries.map(\.force) == [nation.nodes[1].force])
    }

    @Test("however often a node has renewed, it is called back in one line, and it can enrol again at once")
    func manyCertificates() async throws {
        let nation = try await TestFederation.make()
        let authority = nation.authority, random = Building.systemRandomness
        let force = nation.nodes[0].force, other = nation.nodes[1]
        var present = nation.nodes[0].identity.certificate
        var held = [present.peer]
        for _ in 0..<5 {
            present = try await authority.renewed(present, random)
            held.append(present.peer)
        }
        #expect(try await authority.revoke(force) == 6)
        try await nation.hearRevocations(1)
        #expect(other.revocations.list.entries.map(\.serial) == ["*"])
        for peer in held {
            let fault = #expect(throws: Fault.self) { try other.admit(peer) }
            #expect(fault?.code == .certificateRevoked)
        }
        try other.admit(other.identity.certificate.peer)
        let again = try await authority.certificate(for: force)
        try other.admit(again.peer)
        let last = present
        let revoked = await #expect(throws: Fault.self) { try await authority.renewed(last, random) }
        #expect(revoked?.code == .certificateRevoked)
        // Signed when certificates lasted longer: beyond the cut-off, so by its number.
        let settings = nation.folder + "/authority/authority.json"
        try Data(#"{"hours":1,"tokenHours":72}"#.utf8).write(to: URL(filePath: settings))
        let hasty = try CertificateAuthority(
            folder: nation.folder + "/authority",
            clock: Building.systemClock,
            randomness: random
        )
        #expect(try await hasty.revoke(other.force) == 1)
        try nation.nodes[0].revocations.accept(try await hasty.revocations(), at: other.clock())
        let serial = other.identity.certificate.peer.serial
        let entries = nation.nodes[0].revocations.list.entries.filter { $0.force == other.force }
        #expect(entries.map(\.serial) == ["*", serial])
        #expect(throws: Fault.self) { try nation.nodes[0].admit(other.identity.certificate.peer) }
    }

    @Test("a line of the authority's list that a crash cut off hides no other; a list that cannot be read stops it")
    func tornIssued() async throws {
        let nation = try await TestFederation.make()
        let file = nation.folder + "/authority/issued.jsonl", force = nation.nodes[0].force
        let whole = try Data(contentsOf: URL(filePath: file))
        try (whole + Data(#"{"force":"13","ser"#.utf8)).write(to: URL(filePath: file))
        _ = try await nation.authority.renewed(nation.nodes[0].identity.certificate, Building.systemRandomness)
        #expect(try await nation.authority.revoke(force) == 2)
        try FileManager.default.removeItem(atPath: file)
        #expect(try await nation.authority.revoke(force) == 0)
        try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: false)
        await #expect(throws: Fault.self) { try await nation.authority.revoke(force) }
    }

    @Test("what is called back counts though the disk is full, and a damaged certificate on it stops no renewal")
    func damagedDisk() async throws {
        let clock = TestClock(Building.systemClock())
        let nation = try await TestFederation.make(clock: clock.clock)
        let node = nation.nodes[0], folder = NodeFolder(path: nation.folder + "/13")
        let keep = KeepCertified(node: node, folder: folder, authority: nation.authority)
        let list = folder.federation + "/revocations"
        try FileManager.default.createDirectory(atPath: list + "/in-the-way", withIntermediateDirectories: true)
        try await nation.authority.revoke(nation.nodes[1].force)
        await keep.tick()
        #expect(throws: Fault.self) { try node.admit(nation.nodes[1].identity.certificate.peer) }
        #expect(nation.events.has(.alarm, "revocations-unwritten"))
        try FileManager.default.removeItem(atPath: list)
        await keep.tick()
        let note = try await nation.authority.revocations()
        #expect(try Array(Data(contentsOf: URL(filePath: list))) == note)
        let first = node.identity.certificate.peer
        try Data("torn".utf8).write(to: URL(filePath: folder.federation + "/identity.pem"))
        clock.advance(seconds: 17 * 3_600)
        await keep.tick()
        #expect(node.identity.certificate.peer.serial != first.serial)
        #expect(try folder.readIdentity().certificate.peer == node.identity.certificate.peer)
    }

    @Test("a message key that cannot be read is not replaced")
    func messageKey() async throws {
        let nation = try await TestFederation.make()
        let node = nation.nodes[0], folder = NodeFolder(path: nation.folder + "/13")
        let file = folder.federation + "/message.key"
        try FileManager.default.removeItem(atPath: file)
        try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: "/nowhere/message.key")
        let fault = #expect(throws: Fault.self) {
            try folder.messageSigningKey(of: node.force, randomness: node.randomness)
        }
        #expect(fault?.code == .certificateUnusable)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: file) == "/nowhere/message.key")
    }

    @Test("over HTTPS a ticket enrols once, a certificate renews, and one that was called back does not")
    func enrolment() async throws {
        let folder = try ScratchFolder.make(), port = try LoopbackPort.free(1)[0]
        let clock = Building.systemClock, random = Building.systemRandomness
        try CertificateAuthority.make(
            folder + "/authority",
            settings: .init(address: "https://127.0.0.1:\(port)"),
            clock: clock,
            randomness: random
        )
        let authority = try CertificateAuthority(folder: folder + "/authority", clock: clock, randomness: random)
        let server = AuthorityServer(authority: authority, hosts: ["127.0.0.1"], clock: clock, log: { _ in })
        let node = NodeFolder(path: folder + "/13")
        try Building.make(node, settings: NodeSettings(force: TestOfficers.force("13")), officers: [])
        let (ready, tell) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run(listen: "127.0.0.1", port: port) { _ in tell.yield() } }
            for await _ in ready { break }
            let foreign = try await authority.entitle(TestOfficers.force("14"), hosts: ["127.0.0.1"])
            let contact = try foreign.trust.contact(clock: clock, randomness: random)
            await #expect(throws: Fault.self) {
                try await node.enrol(with: foreign, authority: contact, randomness: random)
            }
            #expect(throws: Fault.self) { try node.readIdentity() }
            let ticket = try await authority.entitle(TestOfficers.force("13"), hosts: ["127.0.0.1"])
            let first = try await node.enrol(with: ticket, authority: contact, randomness: random)
            #expect(first.peer.force == TestOfficers.force("13"))
            let again = await #expect(throws: Fault.self) {
                try await node.enrol(with: ticket, authority: contact, randomness: random)
            }
            #expect(again?.message.contains("unknown, used or run out") == true)
            #expect(try node.readIdentity().certificate.peer == first.peer)
            let next = try await node.renew(first, authority: contact, randomness: random)
            #expect(next.peer.serial != first.peer.serial)
            let list = try await contact.revocations()
            #expect(try RevocationList(verifying: list, by: authority.listKey).entries == [])
            #expect(try await authority.revoke(TestOfficers.force("13")) == 2)
            await #expect(throws: Fault.self) { try await node.renew(next, authority: contact, randomness: random) }
            group.cancelAll()
        }
        for file in [node.federation + "/identity.pem", folder + "/authority/authority.key"] {
            let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
    }

    @Test("a token that has run out and a request that is no request are refused")
    func tokens() async throws {
        let clock = TestClock(Building.systemClock())
        let nation = try await TestFederation.make(clock: clock.clock)
        let force = TestOfficers.force("16")
        let ticket = try await nation.authority.entitle(force, hosts: ["127.0.0.1"])
        let key = try TransportKey.make(Building.systemRandomness)
        let request = try NodeCertificate.request(key: key, force: force)
        for garbage in ["", "-----BEGIN CERTIFICATE REQUEST-----\nAA==\n-----END CERTIFICATE REQUEST-----\n"] {
            let fault = await #expect(throws: Fault.self) {
                try await nation.authority.enrol(token: ticket.token, request: garbage)
            }
            #expect(fault?.code == .certificateUnusable)
        }
        clock.advance(seconds: 73 * 3_600)
        let fault = await #expect(throws: Fault.self) {
            try await nation.authority.enrol(token: ticket.token, request: request)
        }
        #expect(fault?.code == .tokenRefused)
        await #expect(throws: Fault.self) { try await nation.authority.entitle(force, hosts: ["Bad Host"]) }
        await #expect(throws: Fault.self) { try await nation.authority.entitle(force, hosts: []) }
    }
}
