import Testing
import Vocabulary

@testable import Linkage

/// Which of two comes first means nothing.
struct SymmetryTests {
    @Test(
        "Comparing two records is the same from either side, levels and rarities",
        arguments: 1...2 as ClosedRange<UInt64>
    )
    func comparison(seed: UInt64) {
        let columns = PersonColumns(RoughPeople(people: 45, seed: seed).sketches)
        var model = LinkageModel.standard
        NameShares.count(columns, into: &model)
        // Rarities that tell every value apart, so that none can stand in for another unseen.
        for (place, name) in model.givenNames.keys.sorted().enumerated() {
            model.givenNames[name] = 0.01 + Double(place) / 1e4
        }
        for (place, name) in model.surnames.keys.sorted().enumerated() {
            model.surnames[name] = 0.01 + Double(place) / 1e4
        }
        model.others = model.others?.map { table in
            Dictionary(uniqueKeysWithValues: table.keys.sorted().enumerated().map { ($1, 0.01 + Double($0) / 1e4) })
        }
        let comparer = PairComparer(columns: columns, model: model)
        var known = 0
        for a in 0..<columns.count {
            for b in 0..<a {
                let forth = comparer.compare(a, b)
                let back = comparer.compare(b, a)
                #expect(forth.pattern == back.pattern)
                #expect(forth.givenShare == back.givenShare)
                #expect(forth.surnameShare == back.surnameShare)
                #expect(forth.otherShares == back.otherShares)
                if forth.givenShare != 0 || forth.otherShares != SIMD4() { known += 1 }
            }
        }
        #expect(known > 300)
    }

    @Test(
        "A pair weighs the same whichever has the lower handle and in whatever order values stand",
        arguments: 1...3 as ClosedRange<UInt64>
    )
    func weight(seed: UInt64) {
        let people = RoughPeople(people: 40, seed: seed)
        let linker = Linker(model: LinkageModel.standard)
        var dice = SeededGenerator(seed: seed)
        for _ in 0..<120 {
            let a = people.sketches[dice.number(below: people.sketches.count)]
            let b = people.sketches[dice.number(below: people.sketches.count)]
            var first = Self.shuffled(a, &dice)
            var second = Self.shuffled(b, &dice)
            (first.handle, second.handle) = (b.handle, a.handle)
            let bits = linker.explain(a, b).totalBits
            #expect(linker.explain(b, a).totalBits == bits)
            #expect(linker.explain(first, second).totalBits == bits, "\(a) and \(b)")
        }
    }

    private static func shuffled(_ sketch: PersonSketch, _ dice: inout SeededGenerator) -> PersonSketch {
        var sketch = sketch
        sketch.givenNames.shuffle(using: &dice)
        sketch.surnames.shuffle(using: &dice)
        sketch.birthDates.shuffle(using: &dice)
        sketch.addressLines.shuffle(using: &dice)
        sketch.phones.shuffle(using: &dice)
        sketch.identifiers.shuffle(using: &dice)
        for kind in sketch.others.indices { sketch.others[kind].shuffle(using: &dice) }
        return sketch
    }

    @Test("Addresses of any words agree alike from either side", arguments: 1...6 as ClosedRange<UInt64>)
    func addresses(seed: UInt64) {
        // Words one edit from several others, of several weights: where a choice of partners could depend on the side.
        let words = [
            "mill", "mills", "mils", "milld", "miles", "bill", "bills", "court", "courts", "hill", "hills", "12",
            "road",
        ]
        var dice = SeededGenerator(seed: seed)
        var column = AddressColumn()
        var found: [UInt32] = []
        for _ in 0..<70 {
            let text = (0..<1 + dice.number(below: 6)).map { _ in words[dice.number(below: words.count)] }.joined(
                separator: " "
            )
            if let id = column.intern(text.utf8Span.span) { found.append(id) }
        }
        let levels = LinkageModel.standard.levels
        for a in found { for b in found { #expect(column.level(a, b, levels) == column.level(b, a, levels)) } }
    }

    @Test("Whole names agree alike from either side, between 0 and 1", arguments: 1...3 as ClosedRange<UInt64>)
    func wholeNames(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        func name() -> String {
            (0..<1 + dice.number(below: 4)).map { _ in
                (dice.number(below: 2) == 0 ? RoughPeople.given : RoughPeople.surnames)[dice.number(below: 18)]
            }.joined(separator: [" ", ", ", "-"][dice.number(below: 3)])
        }
        for _ in 0..<80 {
            let (a, b) = (name(), name())
            let score = NameComparison.compare(a, b).score
            #expect(score >= 0 && score <= 1)
            #expect(abs(NameComparison.compare(b, a).score - score) < 1e-9, "\(a) and \(b)")
        }
    }
}
