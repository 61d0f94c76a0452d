import Foundation
import Testing
import Vocabulary

@testable import Linkage

@Suite("Splink models at work")
struct SplinkLinkerTests {
    static let sets: [(name: String, linkType: SplinkModel.LinkType)] = [
        ("people", .dedupeOnly), ("people_link_only_2", .linkOnly), ("people_link_only_3", .linkOnly),
        ("people_link_and_dedupe_3", .linkAndDedupe),
    ]

    static func model(_ linkType: SplinkModel.LinkType = .dedupeOnly) throws -> SplinkModel {
        var model = try SplinkModel(json: SplinkVectors.data("people.model.json"))
        model.linkType = linkType
        return model
    }

    /// The names of the rows as the vectors write them.
    static func names(_ records: SplinkRecords) throws -> [String] {
        let id = try #require(records.column("unique_id"))
        let source = records.column("source_dataset")
        return (0..<records.count).map { row in
            let own = records.value(row: row, column: id) ?? ""
            return source.map { "\(records.value(row: row, column: $0) ?? "")|\(own)" } ?? own
        }
    }

    @Test("every pair has the weight, the rule and the side that Splink gives it", arguments: sets)
    func weights(_ name: String, _ linkType: SplinkModel.LinkType) throws {
        let records = try SplinkVectors.records("\(name).records.tsv")
        let linker = try SplinkLinker(Self.model(linkType), records)
        let found = try linker.predict()
        let names = try Self.names(records)
        let wanted = try SplinkVectors.table("\(name).pairs.tsv").rows
        var weights: [String: Double] = [:]
        for row in wanted { weights["\(row[0] ?? "") \(row[1] ?? "") \(row[3] ?? "")"] = Double(row[2] ?? "") }
        #expect(weights.count == wanted.count)
        #expect(found.pairs.count == wanted.count)
        for pair in found.pairs {
            let key = "\(names[Int(pair.left)]) \(names[Int(pair.right)]) \(pair.rule)"
            let weight = try #require(weights[key], "\(key)")
            #expect(abs(weight - pair.bits) <= 1e-12 * max(1, abs(weight)), "\(key)")
        }
    }

    @Test("clusters are Splink's, each by its least id", arguments: sets)
    func clusters(_ name: String, _ linkType: SplinkModel.LinkType) throws {
        let records = try SplinkVectors.records("\(name).records.tsv")
        let linker = try SplinkLinker(Self.model(linkType), records)
        let names = try Self.names(records)
        let clusters = linker.clusters(try linker.predict().pairs, bitsMin: SplinkScorer.bits(probability: 0.9))
        var found: [String: String] = [:]
        for (row, cluster) in clusters.enumerated() { found[names[row]] = names[Int(cluster)] }
        for row in try SplinkVectors.table("\(name).clusters.tsv").rows {
            let wanted = row[1]?.replacing("-__-", with: "|")
            #expect(found[row[0] ?? ""] == wanted, "\(row[0] ?? "")")
        }
    }

    @Test("a threshold leaves out exactly the weights below it, and parts of the work make up the whole")
    func thresholdsAndParts() throws {
        let linker = try SplinkLinker(Self.model(), SplinkVectors.records("people.records.tsv"))
        let all = try linker.predict()
        #expect(try linker.predict(bitsMin: 2).pairs == all.pairs.filter { $0.bits >= 2 })
        var parts: [SplinkLinker.Pair] = []
        for part in 0..<3 { parts += try linker.predict(part: part, of: 3).pairs }
        #expect(Set(parts) == Set(all.pairs) && parts.count == all.pairs.count)
    }

    @Test("the parts of a pair's weight and the prior add up to it")
    func parts() throws {
        let linker = try SplinkLinker(Self.model(), SplinkVectors.records("people.records.tsv"))
        for pair in try linker.predict().pairs {
            let parts = try linker.parts(Int(pair.left), Int(pair.right))
            let sum = parts.reduce(linker.scorer.priorBits) { $0 + $1.bits + $1.shareBits }
            #expect(abs(sum - pair.bits) < 1e-9)
        }
    }

    @Test("the order of the records changes nothing")
    func order() throws {
        let table = try SplinkVectors.table("people.records.tsv")
        func weights(_ rows: [[String?]]) throws -> [String: Double] {
            let records = try SplinkVectors.records(table.head, rows)
            let names = try Self.names(records)
            var found: [String: Double] = [:]
            for pair in try SplinkLinker(Self.model(), records).predict().pairs {
                found["\(names[Int(pair.left)]) \(names[Int(pair.right)]) \(pair.rule)"] = pair.bits
            }
            return found
        }
        #expect(try weights(table.rows) == weights(table.rows.reversed()))
    }

    @Test("whole numbers are in order of number where the kind of the ids is open, and of text where it is declared")
    func orderOfIDs() throws {
        let model = SplinkModel(
            probabilityTwoRandomRecordsMatch: 0.1,
            blockingRules: ["l.name = r.name"],
            comparisons: [Self.comparison(["name_l = name_r"])]
        )
        for (kind, left) in [(nil, 1), (SplinkRecords.Kind.text, 0)] {
            var records = SplinkRecords(count: 2)
            try records.addColumn("unique_id", kind: kind, ["10", "9"])
            try records.addColumn("name", ["Iolo", "Iolo"])
            #expect(try SplinkLinker(model, records).predict().pairs.map(\.left) == [UInt32(left)])
        }
    }

    @Test("Jaro–Winkler is the database's to the last bit, so that a pair on a threshold falls on its side")
    func lastBit() {
        let a = Array("Kristopher".utf8)
        let b = Array("Kxritstopher".utf8)
        let onThreshold = SplinkMeasure.jaroWinkler.value(a.span, b.span)
        #expect(onThreshold == 0.92)
        let none: [UInt8] = []
        let ofNothing = SplinkMeasure.jaroWinkler.value(none.span, none.span)
        #expect(ofNothing == 0)
    }

    // MARK: - Refusals

    static func comparison(_ conditions: [String]) -> SplinkComparison {
        var levels = conditions.map { SplinkLevel($0, m: 0.9, u: 0.1) }
        levels.append(SplinkLevel("ELSE", m: 0.1, u: 0.9))
        return SplinkComparison(name: "name", levels: levels)
    }

    static func people(_ count: Int) throws -> SplinkRecords {
        var records = SplinkRecords(count: count)
        try records.addColumn("unique_id", (0..<count).map { "\($0)" })
        try records.addColumn("name", (0..<count).map { _ in "Perran" })
        return records
    }

    @Test("a fault names the comparison, the level and what was not understood")
    func faultsNameThePlace() throws {
        let model = SplinkModel(
            probabilityTwoRandomRecordsMatch: 0.1,
            blockingRules: ["l.name = r.name"],
            comparisons: [Self.comparison(["name_l = name_r", "soundex(name_l) = soundex(name_r)"])]
        )
        let fault = #expect(throws: Fault.self) { _ = try SplinkLinker(model, Self.people(2)) }
        #expect(fault?.code == .splinkCondition)
        #expect(fault?.message.contains("comparison `name`, level 2") == true)
        #expect(fault?.message.contains("soundex") == true)
    }

    @Test("a rule that would compare everyone with everyone is refused beyond a size, by name")
    func cartesianRule() throws {
        let model = SplinkModel(
            probabilityTwoRandomRecordsMatch: 0.1,
            blockingRules: ["l.name = r.name", "levenshtein(l.name, r.name) <= 2"],
            comparisons: [Self.comparison(["name_l = name_r"])]
        )
        var limits = SplinkLinker.Limits()
        limits.pairsWithoutKeyMax = 40
        #expect(try SplinkLinker(model, Self.people(9), limits: limits).predict().pairs.count == 36)
        let fault = #expect(throws: Fault.self) { _ = try SplinkLinker(model, Self.people(10), limits: limits) }
        #expect(fault?.code == .splinkPairs)
        #expect(fault?.message.contains("blocking rule 2") == true)
    }

    @Test("a million records of one value are refused before they are compared")
    func oneValue() throws {
        let model = SplinkModel(
            probabilityTwoRandomRecordsMatch: 0.1,
            blockingRules: ["l.name = r.name"],
            comparisons: [Self.comparison(["name_l = name_r"])]
        )
        let fault = #expect(throws: Fault.self) { _ = try SplinkLinker(model, Self.people(200_000)) }
        #expect(fault?.code == .splinkPairs)
    }

    @Test("a pair that satisfies no level has no weight, and no threshold lets it through")
    func noLevel() throws {
        let levels = [SplinkLevel("name_l = 'x'", m: 0.5, u: 0.5), SplinkLevel("name_l = 'y'", m: 0.5, u: 0.5)]
        let model = SplinkModel(
            probabilityTwoRandomRecordsMatch: 0.1,
            blockingRules: [],
            comparisons: [SplinkComparison(name: "name", levels: levels)]
        )
        let linker = try SplinkLinker(model, Self.people(2))
        #expect(try linker.predict().pairs.map(\.bits.isNaN) == [true])
        #expect(try linker.predict(bitsMin: -1_000).pairs.isEmpty)
    }

    @Test("a model that links data sets asks for their column")
    func noSource() throws {
        #expect(throws: Fault.self) {
            _ = try SplinkLinker(Self.model(.linkOnly), SplinkVectors.records("people.records.tsv"))
        }
    }
}
