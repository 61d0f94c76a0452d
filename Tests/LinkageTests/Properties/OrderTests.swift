import Testing
import Vocabulary

@testable import Linkage

/// The order in which records come, and what they are called, change nothing.
struct OrderTests {
    /// Clusters under the handles from before, in one order.
    private func named(_ joining: Joining, _ before: [Int64: Int64]) -> [[Int64]] {
        joining.clusters.map { $0.compactMap { before[$0] }.sorted() }.sorted { $0[0] < $1[0] }
    }

    private func weights(_ joining: Joining, _ before: [Int64: Int64] = [:]) -> [[Int64]: Double] {
        var found: [[Int64]: Double] = [:]
        for edge in joining.edges { found[[before[edge.a] ?? edge.a, before[edge.b] ?? edge.b].sorted()] = edge.bits }
        return found
    }

    private func check(_ people: RoughPeople, _ linker: Linker, seed: UInt64) -> JoinReport {
        let first = linker.join(people.sketches)
        var dice = SeededGenerator(seed: seed &+ 99)
        let (renumbered, before) = people.renumbered(&dice)
        let again = linker.join(renumbered)
        #expect(again.report.pairsScored == first.report.pairsScored)
        #expect(again.model == first.model)
        #expect(weights(again, before) == weights(first))
        #expect(named(again, before) == first.clusters)
        return first.report
    }

    @Test("With a model held fixed, nothing depends on order or numbering", arguments: 1...3 as ClosedRange<UInt64>)
    func fixedModel(seed: UInt64) {
        _ = check(RoughPeople(people: 200, seed: seed), Linker(model: .fixed), seed: seed)
    }

    @Test("Nor does what is learnt", arguments: [4] as [UInt64])
    func learning(seed: UInt64) {
        let report = check(RoughPeople(people: 210, seed: seed), Linker(), seed: seed)
        #expect(report.origin == .estimated)
    }

    @Test("Blocks that are cut are cut alike whatever the order")
    func cutting() {
        // One name, one street, and nothing but an e-mail address to tell them apart, by which no block is divided.
        var people = RoughPeople(people: 0, seed: 1)
        for number in 0..<120 {
            people.sketches.append(
                PersonSketch(
                    handle: Int64(2 * number + 1),
                    givenNames: ["Amara"],
                    surnames: ["Okafor"],
                    postcodes: ["LS6 3AA"],
                    emails: ["a\(number)@mail.example"]
                )
            )
        }
        let report = check(people, Linker(model: .fixed), seed: 3)
        #expect(!report.oversized.isEmpty && report.pairsScored < 1_200)
    }

    @Test("The number of threads changes nothing", arguments: [2, 3, 64])
    func threads(count: Int) async {
        let columns = PersonColumns(RoughPeople(people: 400, seed: 11).sketches)
        let linker = Linker(model: .fixed)
        let one = linker.join(columns)
        let many = await linker.join(columns, threads: count)
        #expect(!one.edges.isEmpty)
        #expect(many.clusters == one.clusters)
        #expect(many.edges == one.edges)
        #expect(many.report == one.report)
    }

    @Test("Parts of blocks have every pair once, in whatever parts they are taken")
    func parts() {
        let columns = PersonColumns(RoughPeople(people: 300, seed: 5).sketches)
        let comparer = PairComparer(columns: columns, model: .standard)
        let keys = BlockingKeys(comparer)
        let blocking = Blocking(keys, rules: BlockingRule.forFew, contents: keys.contents())
        func pairs(_ parts: [Blocking.Part]) -> [[Int]] {
            var pairs: [[Int]] = []
            comparer.rows.withRows { rows in
                for part in parts {
                    blocking.eachPair(of: part, rows: rows, names: comparer.facts) {
                        pairs.append([part.rule, $0, $1])
                    }
                }
            }
            return pairs
        }
        let whole = pairs(blocking.parts(pairs: .max))
        #expect(whole.count == blocking.pairsAtMost && whole.count > 100)
        for size in [1, 10, 100] { #expect(pairs(blocking.parts(pairs: size)) == whole) }
    }

    @Test(
        "Values of a field may stand in any order, and a record may come in pieces",
        arguments: 7...8 as ClosedRange<UInt64>
    )
    func values(seed: UInt64) {
        let people = RoughPeople(people: 100, seed: seed)
        let first = Linker(model: .fixed).join(people.sketches)
        var pieces: [PersonSketch] = []
        for sketch in people.sketches {
            var names = sketch
            names.postcodes = []
            names.addressLines = []
            names.phones = sketch.phones.reversed()
            names.identifiers = sketch.identifiers.reversed()
            names.others = sketch.others.map { $0.reversed() }
            names.surnames = sketch.surnames.reversed()
            let places = PersonSketch(
                handle: sketch.handle,
                postcodes: sketch.postcodes,
                addressLines: sketch.addressLines.reversed()
            )
            pieces += [names, places]
        }
        let again = Linker(model: .fixed).join(pieces)
        #expect(weights(again) == weights(first))
        #expect(again.clusters == first.clusters)
    }
}
