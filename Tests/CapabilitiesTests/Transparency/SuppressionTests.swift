import CapabilityKit
import Foundation
import Testing
import Vocabulary

@testable import Capabilities

@Suite("Small numbers") struct SuppressionTests {
    /// What is recovered from figures: the names of small groups that somebody can tell, by either way to attack.
    static func recovered(
        _ published: [PublishedFigure],
        _ parts: [String: Int],
        seed: Int,
        everyState: Bool
    ) -> [String] {
        let threshold = 5
        var dice = Seeded(seed &+ 5)
        let names = parts.keys.sorted()
        let counts = names.map { parts[$0] ?? 0 }
        let attack = TableAttack(
            published.map { figure in (figure.parts, figure.parts.reduce(0) { $0 + (parts[$1] ?? 0) }) },
            names: names
        )
        let most = attack.bounds()
        var told: [String] = []
        for (number, name) in names.enumerated() where (1..<threshold).contains(counts[number]) {
            if let most = most[number], most < threshold { told.append(name) }
            if everyState, !attack.allows([number], atLeast: threshold) { told.append("\(name), surely") }
        }
        for _ in 0..<(everyState ? 4 : 0) {
            let group = Set(names.indices.filter { _ in Int.random(in: 0..<3, using: &dice) == 0 })
            let count = group.reduce(0) { $0 + counts[$1] }
            if (1..<threshold).contains(count), !attack.allows(group, atLeast: threshold) {
                told.append("group \(group.sorted())")
            }
        }
        return told
    }

    static func recovered(_ suppression: Suppression, seed: Int, everyState: Bool) -> [String] {
        recovered(suppression.published, suppression.parts, seed: seed, everyState: everyState)
    }

    static func publish(_ made: RandomReleases) throws -> Suppression {
        var suppression = Suppression()
        for release in made.releases {
            let shown = try suppression.release(release.figures, counting: release.new)
            #expect(shown.count == release.figures.count)
        }
        return suppression
    }

    @Test("Small tables with totals and later releases: trying every state recovers no small group", arguments: 1...80)
    func everyState(seed: Int) throws {
        let made = RandomReleases(seed: seed, rows: 2, columns: 2, months: 1 + seed % 2, most: 12)
        #expect(Self.recovered(try Self.publish(made), seed: seed, everyState: true) == [])
    }

    @Test("Larger tables: solving everything published as equations recovers no small part", arguments: 1...12)
    func equations(seed: Int) throws {
        let made = RandomReleases(seed: seed, rows: 3 + seed % 3, columns: 3 + seed % 2, months: 1 + seed % 2, most: 40)
        #expect(Self.recovered(try Self.publish(made), seed: seed, everyState: false) == [])
    }

    @Test("The attack does find what withholding only the small cells gives away")
    func attackWorks() throws {
        let told = (1...40).map { seed in
            let made = RandomReleases(seed: seed, rows: 2, columns: 2, months: 2, most: 12)
            let parts = made.releases.reduce(into: [String: Int]()) { $0.merge($1.new) { a, _ in a } }
            let naive = made.releases.flatMap(\.figures).filter { figure in
                !(1..<5).contains(figure.parts.reduce(0) { $0 + (parts[$1] ?? 0) })
            }
            return Self.recovered(naive, parts, seed: seed, everyState: true)
        }
        #expect(told.count { !$0.isEmpty } > 20)
    }

    @Test("A row with one small cell loses a second cell, so that its total tells neither")
    func subtraction() throws {
        var suppression = Suppression()
        let cells = ["a": 3, "b": 20, "c": 40]
        let figures = cells.keys.sorted().map { PublishedFigure(key: $0, parts: [$0]) }
        let total = PublishedFigure(key: "all", parts: Set(cells.keys))
        let shown = try suppression.release(figures + [total], counting: cells)
        #expect(shown == ["a": .withheld, "b": .withheld, "c": .number(40), "all": .number(63)])
    }

    @Test("A later total that would tell an earlier withheld cell is withheld itself")
    func later() throws {
        var suppression = Suppression()
        let first = try suppression.release(
            [PublishedFigure(key: "a", parts: ["a"]), PublishedFigure(key: "b", parts: ["b"])],
            counting: ["a": 2, "b": 30]
        )
        #expect(first == ["a": .withheld, "b": .number(30)])
        let second = try suppression.release([PublishedFigure(key: "a and b", parts: ["a", "b"])], counting: [:])
        #expect(second == ["a and b": .withheld])
    }

    @Test("Four cells that hold each other keep their margins: a square exchange protects them")
    func square() throws {
        var suppression = Suppression()
        var counts: [String: Int] = [:]
        var figures: [PublishedFigure] = []
        for row in 0..<3 {
            for column in 0..<3 {
                counts["\(row)\(column)"] = row == 0 && column == 0 ? 4 : 20
                figures.append(PublishedFigure(key: "\(row)\(column)", parts: ["\(row)\(column)"]))
            }
        }
        for line in 0..<3 {
            figures.append(PublishedFigure(key: "row \(line)", parts: Set((0..<3).map { "\(line)\($0)" })))
            figures.append(PublishedFigure(key: "column \(line)", parts: Set((0..<3).map { "\($0)\(line)" })))
        }
        let shown = try suppression.release(figures, counting: counts)
        #expect(shown.values.count { $0 == .withheld } <= 5)
        #expect(Self.recovered(suppression, seed: 1, everyState: false) == [])
    }

    @Test("A changed count, a used key and an uncounted part are refused and leave everything as it was")
    func refused() throws {
        var suppression = Suppression()
        let figure = PublishedFigure(key: "a", parts: ["a"])
        _ = try suppression.release([figure], counting: ["a": 9])
        let before = suppression
        for (figures, counts, code) in [
            ([PublishedFigure](), ["a": 8], Fault.Code.transparencyPartChanged),
            ([figure], [:], .transparencyFigureKnown),
            ([PublishedFigure(key: "z", parts: ["z"])], [:], .transparencyPartUnknown),
        ] {
            let fault = #expect(throws: Fault.self) { try suppression.release(figures, counting: counts) }
            #expect(fault?.code == code)
        }
        #expect(suppression == before)
    }
}

@Suite("Counts and ratios") struct OutcomeCountsTests {
    @Test("Ten false of 2,077 alerts among 3,147,436 faces: 0.48 % and 0.0003 %, both printed")
    func denominators() throws {
        let counts = try OutcomeCounts(
            truePositives: 2067,
            falsePositives: 10,
            falseNegatives: 0,
            trueNegatives: 3_147_436 - 2077
        )
        let alarms = counts.ratios.filter { $0.name == "false alarms" }
        #expect(alarms.map { $0.ratio?.percent() } == ["0.0003 %", "0.48 %", "0.0003 %"])
        #expect(counts.ratios.first?.name == "base rate")
    }

    @Test("High accuracy that misses most: the base rate and always saying no stand beside it")
    func baseRate() throws {
        let counts = try OutcomeCounts(truePositives: 38, falsePositives: 0, falseNegatives: 62, trueNegatives: 1900)
        let named = Dictionary(counts.ratios.map { ("\($0.name)/\($0.of)", $0.ratio?.percent()) }) { a, _ in a }
        #expect(named["right/all cases"] == "96.90 %")
        #expect(named["right by always saying no/all cases"] == "95.00 %")
        #expect(named["missed/cases where it was so"] == "62.00 %")
    }

    @Test("Every ratio is its counts exactly, and nothing to divide by is no rate", arguments: 1...50)
    func exact(seed: Int) throws {
        var dice = Seeded(seed)
        let n = (0..<4).map { _ in Bool.random(using: &dice) ? 0 : Int.random(in: 0...1_000_000, using: &dice) }
        let counts = try OutcomeCounts(
            truePositives: n[0],
            falsePositives: n[1],
            falseNegatives: n[2],
            trueNegatives: n[3]
        )
        for named in counts.ratios {
            guard let ratio = named.ratio else { continue }
            #expect(ratio.numerator <= ratio.denominator && ratio.denominator <= counts.all)
            let percent = try Double(ratio.percent().dropLast(2)).found
            #expect(abs(percent - 100 * Double(ratio.numerator) / Double(ratio.denominator)) <= 0.005 + 1e-9)
            #expect(ratio.numerator == 0 || percent > 0)
        }
        #expect((counts.ratios.first?.ratio == nil) == (counts.all == 0))
        #expect(throws: Fault.self) {
            try OutcomeCounts(truePositives: -1, falsePositives: 0, falseNegatives: 0, trueNegatives: 0)
        }
    }
}
