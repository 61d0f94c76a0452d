import Vocabulary

extension LevelRules {
    /// Which functions can reach each level of a field; none for the level of everything else.
    private static func functions(_ field: ComparisonField) -> [[FieldComparison.Function]] {
        let spelling: [FieldComparison.Function] = [.edits, .jaroWinkler]
        let words: [FieldComparison.Function] = [.wordsOfAll, .wordsOfShorter]
        return switch field {
        case .given:
            [[.equal], [.nickname], spelling, spelling, [.initial], [.middleName], [.exchangedNames], []]
        case .surname: [[.equal], [.compoundPart], spelling, spelling, []]
        case .birthDate: [[.equal], [.dayMonthExchanged], [.digits], [.parts], [.asFarAsKnown], [.sameYear], []]
        case .sex: [[.equal], []]
        case .postcode: [[.equal], [.edits], [.sector], [.district], []]
        case .address: [[.equal] + words, words, words, []]
        case .phone, .identifier: [[.equal], [.edits], []]
        case .email: [[.equal], [.sameMailbox], []]
        case .middle: [[.equal], [.initial, .nickname] + spelling, []]
        case .other1, .other2, .other3, .other4: [[.equal], [.edits], [.sharedWord], []]
        }
    }

    /// Levels that other levels lean on: equality, initials, what is known in part, and everything else.
    private static func isNeeded(_ functions: [FieldComparison.Function]) -> Bool {
        functions.isEmpty || functions == [.initial]
            || functions.contains { $0 == .equal || $0 == .asFarAsKnown }
    }

    /// Whether a comparison can be compiled.
    ///
    /// - Throws: `Fault` with `linkage.levels_unreadable` that names the field and the level.
    static func check(_ comparison: FieldComparison) throws(Fault) {
        let field = comparison.field
        let functions = functions(field)
        let names = field.levels.prefix(functions.count)
        var next = 0
        for level in comparison.levels {
            guard let place = names.firstIndex(of: level.level) else {
                throw LevelFault.wrong(
                    "field `\(field)` has no level `\(level.level)`",
                    help: "its levels are " + names.joined(separator: ", ")
                )
            }
            let spot = "field `\(field)`, level `\(level.level)`"
            guard place >= next else {
                throw LevelFault.wrong(
                    "\(spot) is not in its place",
                    help: "the order is " + names.joined(separator: ", ")
                )
            }
            try checkNone(functions[next..<place], names[next..<place], field)
            next = place + 1
            try check(level, functions[place], field, spot)
        }
        try checkNone(functions[next...], names[next...], field)
    }

    private static func checkNone(
        _ left: ArraySlice<[FieldComparison.Function]>,
        _ names: ArraySlice<String>,
        _ field: ComparisonField
    ) throws(Fault) {
        for (functions, name) in zip(left, names) where isNeeded(functions) {
            throw LevelFault.wrong(
                "field `\(field)` lacks the level `\(name)`",
                help: "others can be left out, this one cannot"
            )
        }
    }

    private static func check(
        _ level: FieldComparison.Level,
        _ functions: [FieldComparison.Function],
        _ field: ComparisonField,
        _ place: String
    ) throws(Fault) {
        for test in level.tests {
            guard functions.contains(test.function) else {
                let known = functions.map(\.rawValue).joined(separator: ", ")
                throw LevelFault.wrong(
                    "\(place) cannot be reached by `\(test.function.rawValue)`",
                    help: functions.isEmpty ? "the last level takes no tests: it is everything else" : "give \(known)"
                )
            }
            try check(test, field, place)
        }
        guard level.tests.isEmpty == functions.isEmpty,
            !functions.contains(.equal) || level.tests.contains(where: { $0.function == .equal })
        else {
            throw LevelFault.wrong(
                "\(place) lacks a test",
                help: "give `when` with " + functions.map(\.rawValue).joined(separator: " or ")
            )
        }
        guard let rarity = level.rarity else { return }
        let counts = field == .given || field == .surname || ComparisonField.others.contains(field)
        guard counts, functions == [.equal], (0...30).contains(rarity.bitsMax), (0...1).contains(rarity.weight) else {
            throw LevelFault.wrong(
                "\(place) has a rarity that cannot be counted",
                help: "rarity goes with the level `same` of names and other facts: bitsMax 0 to 30, weight 0 to 1"
            )
        }
    }

    private static func check(
        _ test: FieldComparison.Test,
        _ field: ComparisonField,
        _ place: String
    ) throws(Fault) {
        var unused = test
        let isSound: Bool
        let takes: String
        switch test.function {
        case .edits:
            let most = field == .postcode || field == .phone ? 1 : 3
            (unused.atMost, unused.lengthMin) = (nil, nil)
            isSound = (1...most).contains(test.atMost ?? 0) && (test.lengthMin ?? 1) >= 1
            takes = "atMost from 1 to \(most), and lengthMin"
        case .jaroWinkler:
            (unused.atLeast, unused.sameSound) = (nil, nil)
            isSound = (0...1).contains(test.atLeast ?? -1)
            takes = "atLeast from 0 to 1, and sameSound"
        case .wordsOfAll, .wordsOfShorter:
            (unused.atLeast, unused.weightMin, unused.sameHouse) = (nil, nil, nil)
            isSound = (0...1).contains(test.atLeast ?? -1) && (test.weightMin ?? 0) >= 0
            takes = "atLeast from 0 to 1, weightMin and sameHouse"
        case .digits:
            unused.atMost = nil
            isSound = (test.atMost ?? 1) == 1
            takes = "atMost 1"
        case .parts:
            unused.atLeast = nil
            isSound = (test.atLeast ?? 2) == 2
            takes = "atLeast 2"
        case .sameMailbox, .sharedWord:
            unused.lengthMin = nil
            isSound = (test.lengthMin ?? 1) >= 1
            takes = "lengthMin from 1"
        default:
            isSound = true
            takes = "nothing else"
        }
        guard isSound, unused == FieldComparison.Test(function: test.function) else {
            throw LevelFault.wrong(
                "\(place): `\(test.function.rawValue)` is asked what it does not answer",
                help: "it takes \(takes)"
            )
        }
    }
}
