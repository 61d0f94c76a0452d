import CapabilityKit
import Foundation
import Node
import TestKit
import Testing
import Vocabulary

@Suite("The files of rules") struct RulesTests {
    /// A folder with one file of rules changed.
    static func folder(_ name: String, _ change: (String) -> String) throws -> String {
        let folder = try ScratchFolder.make()
        let text = change(try Rules.text(of: name, own: nil))
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
        return folder
    }

    @Test("Nothing is wrong with the rules that are shipped")
    func shipped() {
        #expect(Rules.problems(own: nil).map(\.message) == [])
    }

    @Test("Every case beside the rules is decided as it must be")
    func cases() throws {
        let rulebook = try TestDesk.shippedRulebook()
        let cases = try Rules.cases(own: nil)
        #expect(cases.count >= 15)
        for one in cases {
            let difference = try one.difference(rulebook, today: TestClock.noon.date)
            #expect(difference == nil, "\(one.title ?? one.action): \(difference ?? "")")
            #expect(one.expect != nil)
        }
    }

    @Test("Every row says where it comes from, and what is not sure says so")
    func sources() throws {
        let book = try TestDesk.shippedRulebook()
        var rows: [any DatedRule] = book.reference.roles
        rows += book.reference.ranks as [any DatedRule]
        rows += book.reference.powers as [any DatedRule]
        rows += book.reference.grades as [any DatedRule]
        rows += book.purposes.purposes as [any DatedRule]
        rows += book.authority.kinds as [any DatedRule]
        rows += book.authority.emergency as [any DatedRule]
        rows += book.authority.surveillance as [any DatedRule]
        rows += book.authority.sensitive.conditions as [any DatedRule]
        rows += book.authority.references as [any DatedRule]
        for row in rows { #expect(!row.source.isEmpty) }
        let unsure = book.authority.emergency.map(\.source) + book.authority.surveillance.map(\.source)
        for source in unsure { #expect(source.contains("EDITABLE")) }
        let kept = try Rules.read(own: nil).retention
        #expect(kept.groups.map(\.code) == ["1", "2", "3", "4"])
        #expect(!kept.source.isEmpty && kept.groups.allSatisfy { !$0.source.isEmpty && !$0.confidence.isEmpty })
        #expect(book.reference.grades.filter { $0.part == "intelligence" }.map(\.code) == ["A", "B", "C", "D", "E"])
    }

    @Test("A rule with a word the schema does not know stops the node, with file and line")
    func unknownAttribute() throws {
        let own = try Self.folder("policies.cedar") {
            $0.replacing("context.reference != \"\"", with: "context.ref != \"\"")
        }
        let fault = #expect(throws: Fault.self) { try Rules.read(own: own) }
        #expect(fault?.message.contains("policies.cedar, line 29") == true, "\(fault?.message ?? "")")
        #expect(fault?.message.contains("no attribute `ref`") == true)
        #expect(Rules.problems(own: own).count > 1)
    }

    @Test(
        "A table that names what there is not is refused",
        arguments: [
            ("authority.json", "\"inspector\"", "\"inspectorate\"", "there is no rank `inspectorate`"),
            ("authority.json", "\"duty_manager\"", "\"duty_mangler\"", "there is no role `duty_mangler`"),
            ("authority.json", "\"ethnicity\"", "\"shoeSize\"", "there is no attribute `shoeSize`"),
            ("authority.json", "\"minutes\": 60", "\"minutes\": 0", "less than 1"),
            ("powers.json", "\"stop.check\"", "\"stop.chek\"", "there is no purpose `stop.chek`"),
            ("purposes.json", "\"warrant\"", "\"warent\"", "there is no kind of reference `warent`"),
        ]
    )
    func tables(file: String, old: String, new: String, words: String) throws {
        let own = try Self.folder(file) { $0.replacing(old, with: new) }
        #expect(Rules.problems(own: own).contains { $0.message.contains(words) && $0.file == file && !$0.isWarning })
    }

    @Test("A reference that does not look like one is none, where the force says what one looks like")
    func shape() throws {
        let own = try Self.folder("authority.json") {
            $0.replacing(
                "\"example\": \"WYP-20261119-1203\"",
                with: "\"example\": \"x\", \"shape\": \"@@@-########-*\""
            )
        }
        let book = try Rules.read(own: own).rulebook
        func isPermitted(_ reference: String) -> Bool {
            let asking = TestOfficers.cleared.asking(for: "incident.respond", reference: reference)
            guard case .permitted = book.decide(.find, for: asking, on: TestClock.noon.date) else { return false }
            return true
        }
        #expect(isPermitted("WYP-20261119-1203"))
        for reference in ["x", "WYP-2026-1", "20261119-1203", "WYP-20261119"] { #expect(!isPermitted(reference)) }
    }

    @Test("The version changes with any file, and the rules of an earlier day are kept")
    func history() async throws {
        let place = try ScratchFolder.make() + "/node"
        let first = try await TestNode.open(place)
        let version = first.desk.rulebook.version
        try await first.building.close()
        let folder = NodeFolder(path: place)
        try FileManager.default.createDirectory(atPath: folder.rules, withIntermediateDirectories: true)
        let text = try Rules.text(of: "ranks.json", own: nil).replacing("Inspector", with: "Inspector or equivalent")
        try Data(text.utf8).write(to: URL(filePath: folder.rules + "/ranks.json"))

        let clock = TestClock()
        clock.advance(seconds: 3 * 86_400)
        let second = try await Building.open(folder, clock: clock.clock)
        #expect(second.desk.rulebook.version != version)
        let act = try #require(try await second.ledger.acts().last)
        #expect(act.kind == "system" && act.action == "node.rules" && act.details?["earlier"] == version)
        try await second.close()

        let history = RulesHistory(folder: folder.rulesHistory)
        let noon = try #require(TestClock.noon.date.dayNumber)
        func ran(on day: Int) throws -> String? {
            guard let date = CalendarDate(dayNumber: day), let kept = try history.folder(on: date) else { return nil }
            return try Rules.read(own: kept.folder).rulebook.version
        }
        #expect(try ran(on: noon - 1) == nil)
        #expect(try ran(on: noon) == version)
        #expect(try ran(on: noon + 2) == version)
        #expect(try ran(on: noon + 3) == second.desk.rulebook.version)
    }
}
