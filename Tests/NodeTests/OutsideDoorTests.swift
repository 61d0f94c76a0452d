import CapabilityKit
import Foundation
import Hummingbird
import HummingbirdTesting
import Ledger
import TestKit
import Testing
import Vocabulary

@testable import Node

/// What this node does when another machine it calls misbehaves, over real sockets.
@Suite("Calls to other machines") struct OutsideDoorTests {
    /// A server that redirects, talks without end, and never answers.
    private func serving(_ test: @escaping @Sendable (String) async throws -> Void) async throws {
        let router = Router()
        router.get("good") { _, _ in "good" }
        for method: HTTPRequest.Method in [.get, .post] {
            router.on("away", method: method) { _, _ in Response.redirect(to: "/good", type: .temporary) }
            router.on("away/add-checkpoint", method: method) { _, _ in
                Response.redirect(to: "/good", type: .temporary)
            }
            router.on("long", method: method) { _, _ in String(repeating: "x", count: 300 * 1024) }
            router.on("slow", method: method) { _, _ in
                try await Task.sleep(for: .seconds(20))
                return "late"
            }
        }
        let application = Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
        try await application.test(.live) { client in
            try await test("http://127.0.0.1:\(try #require(client.port))")
        }
    }

    @Test("No redirect of the provider or a witness is followed")
    func redirects() async throws {
        try await serving { base in
            #expect(try await ProviderDoor.send(ProviderCall(address: base + "/good")).status == 200)
            let reply = try await ProviderDoor.send(ProviderCall(address: base + "/away"))
            #expect(reply.status == 307 && reply.body.isEmpty)
            let key = try SigningKey(name: "w", seed: Array(repeating: 7, count: 32)).cosignatureKey
            let witness = WitnessContact(key: key, address: base + "/away")
            #expect(try await WitnessPost.send(witness, Array("old 0".utf8)).status == 307)
        }
    }

    @Test("An answer that is too long or too late is none")
    func bounds() async throws {
        try await serving { base in
            let fault = await #expect(throws: Fault.self) {
                try await ProviderDoor.send(ProviderCall(address: base + "/long"))
            }
            #expect(fault?.code == .providerUnusable)
            var call = OutsideCall(address: base + "/slow", seconds: 1, byteMax: 10)
            call.accept = "text/plain"
            await #expect(throws: (any Error).self) { try await OutsideDoor.send(call) }
        }
    }

    @Test("A machine whose certificate nobody here trusts is not talked to")
    func certificate() async throws {
        let folder = try ScratchFolder.make(), port = try LoopbackPort.free(1)[0]
        let clock = Building.systemClock, random = Building.systemRandomness
        let address = "https://127.0.0.1:\(port)"
        try CertificateAuthority.make(
            folder + "/authority",
            settings: .init(address: address),
            clock: clock,
            randomness: random
        )
        let authority = try CertificateAuthority(folder: folder + "/authority", clock: clock, randomness: random)
        let server = AuthorityServer(authority: authority, hosts: ["127.0.0.1"], clock: clock, log: { _ in })
        let ticket = try await authority.entitle(TestOfficers.force("13"), hosts: ["127.0.0.1"])
        let (ready, tell) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run(listen: "127.0.0.1", port: port) { _ in tell.yield() } }
            for await _ in ready { break }
            let error = await #expect(throws: (any Error).self) {
                try await OutsideDoor.send(OutsideCall(address: address + "/", seconds: 5, byteMax: 1_000))
            }
            #expect("\(error.map { "\($0)" } ?? "")".contains("CERTIFICATE_VERIFY_FAILED"))
            // It does answer whoever trusts it.
            let contact = try ticket.trust.contact(clock: clock, randomness: random)
            #expect(try await !contact.revocations().isEmpty)
            group.cancelAll()
        }
    }

    @Test(
        "Only https, or this very machine, is called",
        arguments: ["http://id.example/", "ftp://id.example/", "https://u:p@id.example/", "https:///x", "//id.example"]
    )
    func schemes(address: String) async {
        await #expect(throws: Fault.self) { try await ProviderDoor.send(ProviderCall(address: address)) }
    }
}
