import Foundation
import Testing

@testable import Linkage

struct LinkageModelTests {
    @Test("The shipped shares of every field are shares, one for each level")
    func shippedSharesAddUp() {
        let model = LinkageModel.standard
        #expect(model.fields.map(\.field) == ComparisonField.allCases)
        for field in model.fields {
            // The level "exchanged" of a surname is counted under the first name and has no share.
            let levels = field.field == .surname ? field.field.levels.dropLast() : field.field.levels[...]
            #expect(field.levels.map(\.level) == Array(levels))
            for kind in [\LinkageModel.LevelShares.match, \.household, \.stranger] {
                let sum = field.levels.reduce(0) { $0 + $1[keyPath: kind] }
                #expect(abs(sum - 1) < 0.001, "\(field.field) \(sum)")
                #expect(field.levels.allSatisfy { $0[keyPath: kind] > 0 })
            }
        }
    }

    @Test("A learnt model comes back from JSON and explains with the same numbers")
    func roundTrip() throws {
        let people = SyntheticPeople(people: 400, seed: 3)
        let joining = Linker().join(people.sketches)
        #expect(joining.report.origin == .estimated)
        let saved = try JSONEncoder().encode(joining.model)
        let model = try JSONDecoder().decode(LinkageModel.self, from: saved)
        #expect(model == joining.model)
        let byHandle = Dictionary(uniqueKeysWithValues: people.sketches.map { ($0.handle, $0) })
        for edge in joining.edges.prefix(200) {
            let a = try #require(byHandle[edge.a])
            let b = try #require(byHandle[edge.b])
            #expect(Linker(model: model).explain(a, b).totalBits == edge.bits)
            #expect(Linker(model: model).explain(b, a).probability == edge.probability)
        }
        #expect(joining.edges.count > 100)
    }

    @Test("Learnt shares are shares, and agreement speaks for a match")
    func learntShares() {
        let model = Linker().join(SyntheticPeople(people: 600, seed: 5).sketches).model
        for field in model.fields {
            for kind in [\LinkageModel.LevelShares.match, \.household, \.stranger] {
                #expect(abs(field.levels.reduce(0) { $0 + $1[keyPath: kind] } - 1) < 0.001)
            }
            #expect(field.levels[0].match > field.levels[0].stranger)
        }
        #expect(model.matchShare > 0 && model.matchShare < 0.1)
    }
}
