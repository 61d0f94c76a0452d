import CapabilityKit
import Foundation
import Node
import PageKit
import TestKit
import Testing
import Vocabulary

/// A room as a test argument: a metatype can't be one by itself.
struct OpenRoom: Sendable, CustomTestStringConvertible {
    let type: any Capability.Type
    var testDescription: String { type.name }

    static let all: [OpenRoom] = Directory.rooms.map { OpenRoom(type: $0) }

    /// The addresses that a room opens, read from its source: `routes.page("person/{id}"`.
    func addresses() throws -> [String] {
        let name = String(describing: type)
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/Capabilities/\(name)").standardizedFileURL
        var found: [String] = []
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) where file.hasSuffix(".swift") {
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            for match in text.matches(of: /routes\.(page|json)\("([^"]*)"/) {
                let path = match.2.isEmpty ? "" : "/\(match.2)"
                found.append((match.1 == "json" ? "/api/v1/" : "/") + self.type.name + path)
            }
        }
        return found.sorted()
    }

    /// Somebody who may see what the room shows, with a purpose for it.
    var allowed: (officer: Officer, purpose: String) {
        switch type.name {
        case "review": (TestOfficers.steward, "data.quality")
        case "authority", "nation": (TestOfficers.manager, "incident.respond")
        case "recall": (TestOfficers.steward, "data.rectification")
        case "contact": (TestOfficers.manager, "incident.respond")
        case "retention": (TestOfficers.clerk, "data.retention")
        case "oversight": (TestOfficers.standards, "audit.conduct")
        default: (TestOfficers.cleared, "crime.investigate")
        }
    }

    /// An address with what it names filled in: a record, a pair of them, or a person.
    static func filled(_ route: String, with daniel: Record, and other: Record) -> String {
        let pair = RecordPair(RecordHandle(of: daniel.id), RecordHandle(of: other.id))
        let id = route.contains("/record/") ? TestBrowser.encoded(daniel.id.description) : "\(daniel.alone)"
        return route.replacing("{pair}", with: "\(pair)").replacing("{use}", with: "search")
            .replacing(/\{[^}]*\}/, with: id)
    }

    /// The records that a route tells of: none where a room lists work without a word of anybody.
    static func released(by route: String) -> [String]? {
        if route.contains("{pair}") { return ["13/niche/person/1@1", "13/niche/person/2@1"] }
        let isOfLog = [
            "anpr", "contact", "oversight", "recall", "retention", "authority", "governance", "nation", "ethics",
        ].contains {
            route.split(separator: "/").contains("\($0)")
        }
        return isOfLog || ["/review", "/review/next", "/api/v1/review"].contains(route) ? nil : ["13/niche/person/1@1"]
    }
}

/// Laws that every room inherits by standing in the directory.
@Suite("Laws of every room") struct RoomLawTests {
    @Test(
        "Every address of a room refuses an officer without a role, and the refusal is logged",
        arguments: OpenRoom.all
    )
    func refuses(room: OpenRoom) async throws {
        let node = try await TestNode.open()
        let daniel = TestRecords.person("1", "Daniel", "Okafor"), ivy = TestRecords.person("2", "Ivy", "Zephaniah")
        try await node.desk.collect([daniel, ivy])
        try await node.browse { browser in
            try await browser.signIn(TestOfficers.nobody)
            for route in try room.addresses() {
                let address = OpenRoom.filled(route, with: daniel, and: ivy)
                let before = try await node.acts().count
                let reply = try await browser.get(address + "?q=okafor")
                #expect(reply.status == 403, "\(address)")
                #expect(!reply.text.contains("Daniel"), "\(address)")
                let acts = try await node.acts().dropFirst(before)
                #expect(acts.map(\.kind) == ["refusal"], "\(address)")
                #expect(acts.first?.officer == "1111")
                #expect(room.type.permissions.map(\.description).contains(acts.first?.action ?? ""), "\(address)")
            }
        }
    }

    @Test("Every address of a room asks first who is there", arguments: OpenRoom.all)
    func asksFirst(room: OpenRoom) async throws {
        let node = try await TestNode.open()
        try await node.browse { browser in
            for route in try room.addresses() {
                let address = route.replacing(/\{[^}]*\}/, with: "0000000000000001")
                let reply = try await browser.get(address + "?q=okafor")
                #expect(reply.status == (address.hasPrefix("/api/") ? 401 : 303), "\(address)")
            }
        }
        #expect(try await node.acts().isEmpty)
    }

    @Test("What a room shows to one who may see it is in the log, by a permission of its own", arguments: OpenRoom.all)
    func logs(room: OpenRoom) async throws {
        let node = try await TestNode.open()
        let daniel = TestRecords.person("1", "Daniel", "Okafor"), ivy = TestRecords.person("2", "Ivy", "Zephaniah")
        try await node.desk.collect([daniel, ivy])
        try await node.browse { browser in
            try await browser.signIn(room.allowed.officer, purpose: room.allowed.purpose)
            for route in try room.addresses() {
                let address = OpenRoom.filled(route, with: daniel, and: ivy) + "?q=okafor"
                let before = try await node.acts().count
                let reply = try await browser.get(address)
                #expect(reply.status == 200, "\(address)")
                let acts = try await node.acts().dropFirst(before)
                #expect(acts.count == 1, "\(address)")
                #expect(acts.first?.released?.sorted() == OpenRoom.released(by: route), "\(address)")
                #expect(room.type.permissions.map(\.description).contains(acts.first?.action ?? ""), "\(address)")
            }
        }
    }

    @Test("The notice at a room's door says what the room is for and what it writes down", arguments: OpenRoom.all)
    func about(room: OpenRoom) async throws {
        let node = try await TestNode.open()
        try await node.browse { browser in
            let reply = try await browser.get("/\(room.type.name)/about")
            #expect(reply.status == 200)
            let said = [room.type.title, room.type.purpose, room.type.card.power, room.type.card.expires]
            for words in said + room.type.permissions.map(\.description) + room.type.acts.map(\.name) {
                let html = "\(words)" as HTML
                #expect(reply.text.contains(html.source), "\(words)")
            }
        }
    }

    @Test("A room whose card has run out is shut, and its notice stays", arguments: OpenRoom.all)
    func expired(room: OpenRoom) async throws {
        let node = try await TestNode.open()
        let expires = try #require(CalendarDate(parsing: room.type.card.expires))
        while node.clock.now.date <= expires { node.clock.advance(seconds: 86_400) }
        try await node.browse { browser in
            try await browser.signIn(TestOfficers.cleared)
            for route in try room.addresses() {
                let reply = try await browser.get(route.replacing(/\{[^}]*\}/, with: "0000000000000001") + "?q=okafor")
                #expect(reply.status == 403, "\(route)")
                #expect(reply.text.contains("room.card_expired"), "\(route)")
            }
            #expect(try await browser.get("/\(room.type.name)/about").status == 200)
        }
        let acts = try await node.acts()
        #expect(acts.count == (try room.addresses().count))
        #expect(acts.allSatisfy { $0.kind == "refusal" && $0.action == "\(room.type.name).enter" })
    }
}
