import ArgumentParser
import CapabilityKit
import Foundation
import Node
import Store
import Testing
import Vocabulary

/// A room as a test argument: a metatype can't be one by itself.
struct ListedRoom: Sendable, CustomTestStringConvertible {
    let type: any Capability.Type
    var testDescription: String { type.name }

    static let all: [ListedRoom] = Directory.rooms.map { ListedRoom(type: $0) }
}

@Suite("The directory of rooms") struct DirectoryTests {
    @Test("Every folder of rooms is in the directory once, and nothing else is")
    func folders() {
        let listed = Directory.rooms.map { String(describing: $0) }.sorted()
        let closed = Set(SourceTree.files.filter { $0.isManifest && HouseRule.isClosed($0) }.compactMap(\.room))
        #expect(listed == HouseRule.roomNames(SourceTree.files).filter { !closed.contains($0) })
        #expect(Set(Directory.rooms.map { $0.name }).count == listed.count, "two rooms share a short name")
    }

    @Test("docs/rooms.md says what the manifests say")
    func roomsPage() throws {
        let page = SourceTree.root.appending(path: "docs/rooms.md")
        if ProcessInfo.processInfo.environment["REEVE_UPDATE"] == "1" {
            try Directory.page.write(to: page, atomically: true, encoding: .utf8)
        }
        let kept = try? String(contentsOf: page, encoding: .utf8)
        #expect(kept == Directory.page, "run: REEVE_UPDATE=1 swift test --filter HouseRulesTests")
    }

    @Test("A room's names begin with its short name", arguments: ListedRoom.all)
    func names(_ room: ListedRoom) {
        let prefix = room.type.name + "."
        for permission in room.type.permissions {
            #expect(permission.description.hasPrefix(prefix), "name it `\(prefix)…`")
        }
        for act in room.type.acts { #expect(act.name.hasPrefix(prefix), "name it `\(prefix)…`") }
        var plan = MigrationPlan()
        room.type.migrate(&plan)
        for step in plan.steps {
            #expect(step.name.hasPrefix(room.type.name + "/"), "name it `\(room.type.name)/001 …`")
        }
    }

    @Test("A room's card says everything that it is for", arguments: ListedRoom.all)
    func card(_ room: ListedRoom) {
        let card = room.type.card
        let said = [
            card.purpose, card.power, card.data, card.errorCosts, card.humanRole, room.type.title, room.type.purpose,
        ]
        #expect(said.allSatisfy { $0.count >= 4 }, "say it in words that a member of the public understands")
        #expect(CalendarDate(parsing: card.expires) != nil, "write the last day as YYYY-MM-DD")
    }

    @Test("A room's commands say what they do, and no two share a name")
    func commands() {
        let all = Directory.rooms.flatMap { $0.commands }
        for command in all {
            #expect(!command.configuration.abstract.isEmpty, "give \(command) an abstract")
        }
        let names = all.map { $0.configuration.commandName ?? String(describing: $0).lowercased() }
        #expect(Set(names).count == names.count, "two rooms add the same verb: \(names.sorted())")
    }
}
