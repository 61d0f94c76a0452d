import Foundation
import Testing
import Vocabulary

@testable import Linkage

@Suite("Our models as Splink reads them")
struct SplinkExportTests {
    /// Levels that Splink has a word for, each with a weight of its own on both sides.
    private static let shared: [ComparisonField: Set<UInt8>] = [
        .given: [Level.Given.same, Level.Given.close, Level.Given.initial, Level.Given.middle, Level.Given.exchanged],
        .surname: [Level.Surname.same, Level.Surname.close, Level.Surname.exchanged],
        .address: [Level.Address.same], .middle: [Level.Middle.same, Level.Middle.different],
        .other1: [Level.Other.same, Level.Other.close], .other2: [Level.Other.same, Level.Other.close],
        .other3: [Level.Other.same, Level.Other.close], .other4: [Level.Other.same, Level.Other.close],
    ]

    @Test(
        "Written and read by our own Splink reader, a pair has the same weight wherever both have its levels",
        arguments: [1, 2] as [UInt64]
    )
    func sameWeights(seed: UInt64) throws {
        let sketches = SyntheticPeople(people: 300, seed: seed).sketches.map { sketch in
            var one = sketch
            // One value of each kind: Splink's columns hold one.
            one.givenNames = Array(one.givenNames.prefix(1))
            one.surnames = Array(one.surnames.prefix(1))
            one.birthDates = Array(one.birthDates.prefix(1))
            one.postcodes = Array(one.postcodes.prefix(1))
            one.addressLines = Array(one.addressLines.prefix(1))
            one.phones = Array(one.phones.prefix(1))
            one.emails = Array(one.emails.prefix(1))
            one.identifiers = Array(one.identifiers.prefix(1))
            return one
        }
        let columns = PersonColumns(sketches)
        let joining = Linker().join(columns)
        let export = SplinkExport(joining.model, of: columns)
        var model = try SplinkModel(json: export.model.json())
        #expect(model == export.model)
        // More pairs than the rules give, so that more levels are reached.
        model.blockingRules = [SplinkBlockingRule("left(l.surname, 1) = left(r.surname, 1)")]
        let keys = (0..<columns.count).map { String($0) }
        let linker = try SplinkLinker(model, export.records(columns, keys: keys))
        let comparer = PairComparer(columns: columns, model: joining.model)
        let table = WeightTable(joining.model)
        var found = 0
        var reached: Set<String> = []
        for pair in try linker.predict().pairs {
            let outcome = comparer.compare(Int(pair.left), Int(pair.right))
            let parts = try linker.parts(Int(pair.left), Int(pair.right))
            for (part, comparison) in zip(parts, model.comparisons) {
                guard let field = ComparisonField.allCases.first(where: { $0.column == comparison.name }) else {
                    continue
                }
                let level = outcome.pattern[field]
                guard level != Level.unknown, Self.shared[field]?.contains(level) ?? true else { continue }
                let own = table.bits(field, outcome.pattern)
                #expect(
                    abs(part.bits - own) < 1e-9,
                    "\(field) \(level) \(columns.standard(field, Int(pair.left))) \(columns.standard(field, Int(pair.right)))"
                )
                reached.insert("\(field) \(outcome.pattern[field])")
            }
            found += 1
        }
        #expect(found > 200)
        #expect(reached.count > 18, "\(reached.sorted())")
    }

    @Test("With every name known, the whole weight is the same but for the household")
    func wholeWeight() throws {
        var sketches: [PersonSketch] = []
        var dice = SeededGenerator(seed: 4)
        let given = ["joan", "peter", "anna", "simon", "ruth", "clive"]
        let surnames = ["oak", "ash", "elm", "birch", "rowan", "alder", "hazel"]
        for handle in 0..<400 {
            sketches.append(
                PersonSketch(
                    handle: Int64(handle),
                    givenNames: [given[min(dice.number(below: 6), dice.number(below: 6))]],
                    surnames: [surnames[min(dice.number(below: 7), dice.number(below: 7))]],
                    birthDates: CalendarDate(year: 1980, month: 1 + dice.number(below: 12), day: 7).map { [$0] } ?? []
                )
            )
        }
        let columns = PersonColumns(sketches)
        var used = LinkageModel.standard
        NameShares.count(columns, into: &used)
        let export = SplinkExport(used, of: columns)
        let linker = try SplinkLinker(export.model, export.records(columns, keys: sketches.map { "\($0.handle)" }))
        let comparer = PairComparer(columns: columns, model: used)
        let table = WeightTable(used)
        var same = 0
        for pair in try linker.predict().pairs {
            let outcome = comparer.compare(Int(pair.left), Int(pair.right))
            guard outcome.pattern[.given] == Level.Given.same, outcome.pattern[.surname] == Level.Surname.same else {
                continue
            }
            let own = table.totalBits(outcome) - table.householdBits(outcome)
            #expect(abs(pair.bits - own) < 1e-4, "\(pair.bits) \(own)")
            same += 1
        }
        #expect(same > 100)
    }

    @Test("What Splink has no word for is named, and shares still add up to 1")
    func left() throws {
        let people = SyntheticPeople(people: 300, seed: 8).sketches
        let columns = PersonColumns(people)
        let export = SplinkExport(.standard, of: columns)
        for words in ["short or pet form", "part of a compound", "nearly the same", "by sound", "households"] {
            #expect(export.left.contains { $0.contains(words) }, "\(words)")
        }
        for comparison in export.model.comparisons {
            let sum = comparison.levels.reduce(0) { $0 + ($1.m ?? 0) }
            #expect(abs(sum - 1) < 0.001, "\(comparison.name) \(sum)")
            #expect(comparison.levels.last?.condition == "ELSE" && comparison.levels.first?.isNull == true)
        }
        #expect(export.headings.count == export.row(columns, 0).count + 1)
    }
}
