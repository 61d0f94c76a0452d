import Testing
import Vocabulary

@testable import Linkage

/// What was joined stays joined when something else comes, and what a person decided always holds.
struct StabilityTests {
    @Test(
        "Records of strangers, wherever they are numbered, change no weight and no other cluster",
        arguments: 1...3 as ClosedRange<UInt64>
    )
    func strangers(seed: UInt64) {
        let people = RoughPeople(people: 120, seed: seed)
        let first = Linker(model: .fixed).join(people.sketches)
        var dice = SeededGenerator(seed: seed)
        var strangers: [PersonSketch] = []
        for number in 0..<80 {
            // Even handles: before, between and after the others.
            strangers.append(
                PersonSketch(
                    handle: Int64(number * 7 / 2 * 2),
                    givenNames: ["Xq\(Self.letters(number))"],
                    surnames: ["Zw\(Self.letters(number * 7 + 1))"],
                    birthDates: CalendarDate(year: 1890, month: 1 + number % 12, day: 1 + number / 12).map { [$0] }
                        ?? [],
                    postcodes: ["ZE\(number % 9 + 1) \(number / 9 % 9)XX"],
                    phones: ["+4420794600\(String(100 + number).suffix(2))\(dice.number(below: 10))"]
                )
            )
        }
        let again = Linker(model: .fixed).join(people.sketches + strangers)
        let known = Set(people.sketches.map(\.handle))
        #expect(again.edges.filter { known.contains($0.a) && known.contains($0.b) } == first.edges)
        #expect(again.clusters.filter { known.contains($0[0]) } == first.clusters)
    }

    private static func letters(_ number: Int) -> String {
        var text = ""
        var rest = number
        for _ in 0..<4 {
            text.unicodeScalars.append(Unicode.Scalar(UInt8(97 + rest % 26)))
            rest /= 26
        }
        return text
    }

    /// The handles that can be reached from one by edges that may join.
    private func reach(_ start: Int64, _ joining: Joining) -> Set<Int64> {
        var neighbours: [Int64: [Int64]] = [:]
        for edge in joining.edges where edge.probability >= joining.model.joinProbability - 1e-12 {
            neighbours[edge.a, default: []].append(edge.b)
            neighbours[edge.b, default: []].append(edge.a)
        }
        var found: Set<Int64> = [start]
        var open = [start]
        while let next = open.popLast() {
            for other in neighbours[next] ?? [] where found.insert(other).inserted { open.append(other) }
        }
        return found
    }

    @Test(
        "A record that comes touches only those it hangs together with, and taking it back restores them",
        arguments: 4...6 as ClosedRange<UInt64>
    )
    func arrivals(seed: UInt64) throws {
        let people = RoughPeople(people: 80, seed: seed)
        let linker = Linker(model: .fixed)
        var dice = SeededGenerator(seed: seed)
        var parted = 0
        for _ in 0..<4 {
            let arrival = people.sketches[dice.number(below: people.sketches.count)]
            let before = linker.join(people.sketches.filter { $0.handle != arrival.handle })
            let after = linker.join(people.sketches)
            let touched = reach(arrival.handle, after)
            let was = before.clusters.filter { touched.isDisjoint(with: $0) }
            let isNow = after.clusters.filter { touched.isDisjoint(with: $0) }
            #expect(was == isNow)
            let places = Dictionary(
                uniqueKeysWithValues: after.clusters.enumerated().flatMap { place, cluster in
                    cluster.map { ($0, place) }
                }
            )
            for cluster in before.clusters where Set(cluster.map { places[$0] }).count > 1 { parted += 1 }
        }
        #expect(parted == 0)
    }

    @Test(
        "Every judgement that others do not contradict holds, and the others are named",
        arguments: 1...3 as ClosedRange<UInt64>
    )
    func judgements(seed: UInt64) {
        let people = RoughPeople(people: 70, seed: seed)
        var dice = SeededGenerator(seed: seed)
        let handles = people.sketches.map(\.handle)
        let free = Linker(model: .fixed).join(people.sketches)
        var judgements: [Judgement] = []
        // On edges, where the evidence speaks, and on pairs at random, where it does not.
        for number in 0..<120 {
            let verdict: Judgement.Verdict = [.same, .different, .different, .unsure][dice.number(below: 4)]
            if number % 2 == 0 {
                let edge = free.edges[dice.number(below: free.edges.count)]
                judgements.append(Judgement(edge.b, edge.a, verdict))
            } else {
                judgements.append(
                    Judgement(handles[dice.number(below: 40)], handles[dice.number(below: handles.count)], verdict)
                )
            }
        }
        let joining = Linker(model: .fixed).join(people.sketches, judgements: judgements)
        hold(judgements, joining)
        #expect(joining.edges == free.edges)

        // Those about different pairs may come in any order.
        var latest: [Set<Int64>: Judgement] = [:]
        for judgement in judgements where judgement.a != judgement.b { latest[[judgement.a, judgement.b]] = judgement }
        let again = Linker(model: .fixed).join(people.sketches, judgements: latest.values.shuffled(using: &dice))
        #expect(again.clusters == joining.clusters)

        // They hold as well when more records come.
        let more =
            people.sketches
            + people.sketches.map {
                var copy = $0
                copy.handle += 1
                return copy
            }
        hold(judgements, Linker(model: .fixed).join(more, judgements: judgements))
    }

    private func hold(_ judgements: [Judgement], _ joining: Joining) {
        let places = Dictionary(
            uniqueKeysWithValues: joining.clusters.enumerated().flatMap { place, cluster in cluster.map { ($0, place) }
            }
        )
        var latest: [Set<Int64>: Judgement] = [:]
        for judgement in judgements where judgement.a != judgement.b { latest[[judgement.a, judgement.b]] = judgement }
        let contradicted = Set(joining.report.contradictions.map { Set([$0.a, $0.b]) })
        for (pair, judgement) in latest {
            switch judgement.verdict {
            case .different: #expect(places[judgement.a] != places[judgement.b])
            case .same: #expect((places[judgement.a] == places[judgement.b]) != contradicted.contains(pair))
            case .unsure: break
            }
        }
    }

    @Test(
        "A chain judged the same, its ends judged different, parts once and stays within the judgements",
        arguments: [3, 10, 60]
    )
    func chain(length: Int) {
        // All the same record: the evidence alone would join every one.
        let sketches = (0..<length).map {
            PersonSketch(
                handle: Int64($0),
                givenNames: ["Emeka"],
                surnames: ["Okafor"],
                postcodes: ["LS6 3AA"],
                phones: ["+447700900461"],
                identifiers: ["ref:1234567"]
            )
        }
        var judgements = (1..<length).map { Judgement(Int64($0 - 1), Int64($0), .same) }
        judgements.append(Judgement(0, Int64(length - 1), .different))
        let joining = Linker(model: .fixed).join(sketches, judgements: judgements)
        #expect(joining.clusters.count == 2)
        #expect(joining.report.contradictions.count == 1)
        hold(judgements, joining)
    }

    @Test("Of identical records those judged different stay apart, each in a group of its own")
    func pairwiseDifferent() {
        let sketches = (0..<30).map {
            PersonSketch(
                handle: $0,
                givenNames: ["Emeka"],
                surnames: ["Okafor"],
                phones: ["+447700900461"],
                identifiers: ["ref:1234567"]
            )
        }
        var judgements: [Judgement] = []
        for a in 0..<6 as Range<Int64> { for b in 0..<a { judgements.append(Judgement(a, b, .different)) } }
        let joining = Linker(model: .fixed).join(sketches, judgements: judgements)
        hold(judgements, joining)
        #expect(joining.clusters.count == 6)
    }
}
