import CapabilityKit
import Foundation
import Ledger
import Node
import Store
import TestKit
import Testing
import Vocabulary

@Suite("The log on the web") struct LogRoutesTests {
    @Test("anybody may read the checkpoint and the tiles, and they agree; anything else is not there")
    func tiles() async throws {
        let node = try await TestNode.open()
        try await node.desk.collect([TestRecords.person("1", "Daniel", "Okafor")])
        let ledger = node.building.ledger
        let note = try await ledger.publish()
        try await node.browse { browser in
            let reply = try await browser.get("/log/checkpoint")
            #expect(reply.status == 200)
            #expect(reply.text == note.encoded)
            let head = try Checkpoint.verified(
                SignedNote(parsing: reply.text),
                origin: ledger.origin,
                key: ledger.verifierKey
            )
            #expect(head.size > 0)
            let bundle = try await browser.get("/log/tile/entries/000.p/\(head.size)")
            #expect(bundle.headers["cache-control"]?.contains("immutable") == true)
            let entries = try Tile.entries(bundle: Array(bundle.text.utf8))
            #expect(Merkle.root(of: entries.map { Merkle.leaf($0) }) == head.root)
            #expect(!bundle.text.contains("Okafor"))
            for path in [
                "tile/0/000.p/\(head.size + 1)", "tile/0/999", "tile/0/../../journal", "tile/0/0", "tile/x", "journal",
                "tile/entries/%2e%2e/%2e%2e/journal", "rotations/1", "rotations/..%2fjournal", "signing.key",
                "cosigned",
            ] {
                let reply = try await browser.get("/log/\(path)")
                #expect([400, 404].contains(reply.status), "\(path): \(reply.status)")
            }
        }
    }

    @Test("a log that cannot be written stops every disclosure, and the node says so")
    func stops() async throws {
        let node = try await TestNode.open()
        try await node.desk.collect([TestRecords.person("1", "Daniel", "Okafor")])
        try await node.browse { browser in
            #expect(try await browser.get("/health").text == "ok\n")
            try await browser.signIn(TestOfficers.analyst)
            #expect(try await browser.get("/search?q=okafor").text.contains("1 person"))
            // A file where the log's folder was: nothing can be published any more.
            let folder = node.building.folder.ledger
            try FileManager.default.moveItem(atPath: folder, toPath: folder + ".gone")
            try Data().write(to: URL(filePath: folder))
            await #expect(throws: Fault.self) { try await node.building.ledger.publish() }
            let health = try await browser.get("/health")
            #expect(health.status == 503)
            #expect(health.text.hasPrefix("stopped\nledger.stopped: "))
            let search = try await browser.get("/search?q=okafor")
            #expect(search.status == 503)
            #expect(search.text.contains("ledger.stopped"))
            #expect(!search.text.contains("Daniel"))
            // What lay there before is untouched and sound.
            try FileManager.default.removeItem(atPath: folder)
            try FileManager.default.moveItem(atPath: folder + ".gone", toPath: folder)
        }
        let again = try await node.reopenedVerification()
        #expect(again.findings == [])
    }

    @Test("without its key a node does not start, and says what to do")
    func lostKey() async throws {
        let folder = try ScratchFolder.make() + "/node"
        try await TestNode.open(folder).building.close()
        try FileManager.default.removeItem(atPath: folder + "/ledger.key")
        let fault = await #expect(throws: Fault.self) { try await TestNode.open(folder) }
        #expect(fault?.code == .ledgerKeyInvalid)
        #expect(fault?.message.contains("nothing can be disclosed") == true)
        #expect(fault?.help?.contains("restore it") == true)
    }

    @Test(
        "a file of witnesses that cannot be used keeps the node from starting",
        arguments: [
            "{}", #"{"witnesses":[],"required":1,"logs":[]}"#,
            #"{"witnesses":[{"key":"x","address":"http://a.example"}],"required":0,"logs":[]}"#,
            #"{"witnesses":[],"required":0,"logs":[{"origin":"a.example","keys":["x"]}]}"#,
        ]
    )
    func badWitnesses(text: String) async throws {
        let folder = try ScratchFolder.make() + "/node"
        try await TestNode.open(folder).building.close()
        try Data(text.utf8).write(to: URL(filePath: folder + "/witnesses.json"))
        let fault = await #expect(throws: Fault.self) { try await TestNode.open(folder) }
        #expect(fault?.code == .settingsUnreadable)
    }
}

extension TestNode {
    /// What a full check of the log finds once the node has been closed; the writer may have stopped.
    fileprivate func reopenedVerification() async throws -> LedgerVerification {
        try? await building.close()
        try await TestNode.open(building.folder.path).building.close()
        return try await LedgerVerification.verify(
            disk: try FileLogDisk(folder: building.folder.ledger, writing: false),
            origin: building.ledger.origin,
            key: building.ledger.verifierKey
        )
    }
}
