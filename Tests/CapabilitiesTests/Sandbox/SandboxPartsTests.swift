import Foundation
import Testing
import Vocabulary

@testable import Capabilities

@Suite("The parts of the sandbox")
struct SandboxPartsTests {
    @Test("days go to dates and back, leap years and centuries among them")
    func days() {
        for number in stride(from: -40_000, through: 60_000, by: 7) {
            let date = Sandbox.Days.date(number)
            #expect(date.isReal)
            #expect(date.number == number)
        }
        #expect(Sandbox.Days.number(1970, 1, 1) == 0)
        #expect(Sandbox.Days.number(2000, 3, 1) - Sandbox.Days.number(2000, 2, 28) == 2)
        #expect(!Sandbox.Date(year: 2025, month: 2, day: 29).isReal)
    }

    @Test(
        "the British clock changes on the last Sundays of March and October",
        arguments: [
            (2026, 3, 29, 0, 59, "29/03/2026 00:59"), (2026, 3, 29, 1, 0, "29/03/2026 02:00"),
            (2026, 10, 25, 0, 59, "25/10/2026 01:59"), (2026, 10, 25, 1, 0, "25/10/2026 01:00"),
            (2024, 7, 31, 23, 30, "01/08/2024 00:30"),
        ]
    )
    func clock(year: Int, month: Int, day: Int, hour: Int, minute: Int, written: String) {
        let minutes = Sandbox.Days.number(year, month, day) * 1440 + hour * 60 + minute
        #expect(Sandbox.Style.local(minutes) == written)
    }

    @Test("dice repeat for a seed, differ by stream, and fall evenly", arguments: [0, 1, UInt64.max])
    func dice(seed: UInt64) {
        var (first, again, other) = (
            Sandbox.Dice(seed: seed), Sandbox.Dice(seed: seed), Sandbox.Dice(seed: seed, stream: 1)
        )
        var counts = Array(repeating: 0, count: 10)
        var differ = false
        for _ in 0..<20_000 {
            let roll = first.below(10)
            #expect(roll == again.below(10))
            if roll != other.below(10) { differ = true }
            counts[roll] += 1
        }
        #expect(differ)
        #expect(counts.allSatisfy { (1800...2200).contains($0) }, "\(counts)")
    }

    @Test("names keep to their community: Kaur and Singh, Polish endings, Somali fathers' names")
    func communities() throws {
        let plan = try SandboxTrial.nation(people: 20_000, seed: 21).plan
        var seen: [Sandbox.Community.Structure: Int] = [:]
        for block in 0..<40 {
            var settler = Sandbox.Settler(plan, force: plan.blocks[block], first: 1, stream: UInt64(block))
            for person in settler.settle(plan.blockSize) where person.formerSurname == nil {
                let kin = plan.names.communities[person.community]
                seen[kin.structure, default: 0] += 1
                switch kin.structure {
                case .sikh: #expect(person.surname != (person.sex == 1 ? "Singh" : "Kaur"), "\(person.given)")
                case .slavic: #expect(person.sex == 1 || !person.surname.hasSuffix("ska"))
                case .patronymic: #expect(person.given.count == 2)
                default: break
                }
                #expect(person.stays.allSatisfy { $0.from >= person.born })
                #expect(person.born < plan.asOf)
            }
        }
        #expect(seen.count == 6, "\(seen)")
    }

    @Test("twins, and fathers and sons of one name, live in the nation")
    func families() throws {
        let plan = try SandboxTrial.nation(people: 20_000, seed: 22).plan
        var (twins, namesakes) = (0, 0)
        for block in 0..<60 {
            var settler = Sandbox.Settler(plan, force: plan.blocks[block], first: 1, stream: UInt64(block))
            let homes = Dictionary(grouping: settler.settle(plan.blockSize), by: \.household)
            for members in homes.values {
                let children = members.filter { $0.place == .child }
                if Set(children.map(\.born)).count < children.count { twins += 1 }
                let fathers = members.filter { $0.place == .adult && $0.sex == 0 }
                if fathers.contains(where: { father in
                    children.contains { $0.given.first == father.given.first && $0.surname == father.surname }
                }) {
                    namesakes += 1
                }
            }
        }
        #expect(twins > 5)
        #expect(namesakes > 5)
    }

    @Test(
        "a CSV value of any content is read back as it was",
        arguments: ["plain", "a,b", "say \"no\"", "two\nlines", "", "\"", "Paweł, Łukasz"]
    )
    func quoting(value: String) throws {
        let folder = URL(filePath: NSTemporaryDirectory())
        let name = "reeve-sandbox-\(ProcessInfo.processInfo.globallyUniqueString).csv"
        defer { try? FileManager.default.removeItem(at: folder.appending(path: name)) }
        let file = try Sandbox.ExportFile(folder, name, entity: "x", columns: "A,B,C")
        file.fields("x", value)
        file.field(-1203)
        try file.endRow()
        try file.close()
        let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        #expect(SandboxTrial.csv(text) == [["A", "B", "C"], ["x", value, "-1203"]])
        #expect(file.bytes == text.utf8.count)
    }
}
