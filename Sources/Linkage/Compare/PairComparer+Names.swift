/// Names: several first names and surnames on each side, which may stand in each other's field.
extension PairComparer {
    /// Fills the levels of first name and surname, and the shares of the names both have.
    func compareNames(_ a: Int, _ b: Int, into outcome: inout Outcome) {
        let given = bestGiven(a, b)
        let surname = bestSurname(a, b)
        var givenLevel = given.level
        if givenLevel == Level.Given.different || givenLevel == Level.Given.initial, middleMatches(a, b) {
            givenLevel = Level.Given.middle
        }
        outcome.pattern[.given] = givenLevel
        outcome.pattern[.surname] = surname.level
        if givenLevel == Level.Given.same { outcome.givenShare = givenShares[Int(given.choice.a)] }
        if surname.level == Level.Surname.same {
            outcome.surnameShare = surnameShares[Int(columns.names.joined[Int(surname.choice.a)])]
        }
        let givenFails = givenLevel == Level.Given.different || givenLevel == Level.unknown
        let surnameFails = surname.level == Level.Surname.different || surname.level == Level.unknown
        if givenFails, surnameFails, isExchanged(a, b) {
            outcome.pattern[.given] = Level.Given.exchanged
            outcome.pattern[.surname] = Level.Surname.exchanged
        }
    }

    /// The best pair of first names; of several equal ones the rarest.
    func bestGiven(_ a: Int, _ b: Int) -> (level: UInt8, choice: Choice) {
        bestName(columns.firsts, givenShares, a, b, of: { givenLevel($0, $1) })
    }

    /// The best pair of surnames; of several equal ones the rarest.
    func bestSurname(_ a: Int, _ b: Int) -> (level: UInt8, choice: Choice) {
        bestName(columns.surnames, surnameShares, a, b, of: { surnameLevel($0, $1) })
    }

    @inline(__always)
    private func bestName(
        _ runs: Runs,
        _ shares: [Float],
        _ a: Int,
        _ b: Int,
        of level: (UInt32, UInt32) -> UInt8
    ) -> (level: UInt8, choice: Choice) {
        var found = Level.unknown
        var choice = Choice(a: 0, b: 0)
        for i in runs.range(a) {
            for j in runs.range(b) {
                let x = runs.values[i]
                let y = runs.values[j]
                let now = level(x, y)
                let isRarer = now == 1 && found == 1 && shares[Int(x)] < shares[Int(choice.a)]
                if found == Level.unknown || now < found || isRarer {
                    found = now
                    choice = Choice(a: x, b: y)
                }
            }
        }
        return (found, choice)
    }

    /// How far two first names agree.
    func givenLevel(_ a: UInt32, _ b: UInt32) -> UInt8 {
        let names = columns.names.texts
        if a == b { return names.range(a).count > 1 ? Level.Given.same : Level.Given.initial }
        if names.range(a).count == 1 || names.range(b).count == 1 {
            return names.pair(a, b) { x, y in x[0] == y[0] } ? Level.Given.initial : Level.Given.different
        }
        if columns.names.areRelated(a, b) { return Level.Given.nickname }
        switch closeness(a, b) {
        case .close: return Level.Given.close
        case .similar: return Level.Given.similar
        case .different: return Level.Given.different
        }
    }

    /// How far two surnames agree.
    func surnameLevel(_ a: UInt32, _ b: UInt32) -> UInt8 {
        let oneA = columns.names.joined[Int(a)]
        let oneB = columns.names.joined[Int(b)]
        if oneA == oneB { return Level.Surname.same }
        if sharesPart(a, b) { return Level.Surname.part }
        switch closeness(oneA, oneB) {
        case .close: return Level.Surname.close
        case .similar: return Level.Surname.similar
        case .different: return Level.Surname.different
        }
    }

    private enum Closeness { case close, similar, different }

    private func closeness(_ a: UInt32, _ b: UInt32) -> Closeness {
        let soundA = columns.names.soundexes[Int(a)]
        let sameSound = soundA != 0 && soundA == columns.names.soundexes[Int(b)]
        return columns.names.texts.pair(a, b) { x, y in
            if min(x.count, y.count) >= 3, EditDistance.isWithinOne(x, y) { return .close }
            // The greedy matching of Jaro depends on the side it starts from: always the same one.
            let similarity = Self.precedes(x, y) ? JaroWinkler.similarity(x, y) : JaroWinkler.similarity(y, x)
            if similarity >= 0.92 { return .close }
            return similarity >= 0.84 || sameSound && similarity >= 0.7 ? .similar : .different
        }
    }

    private static func precedes(_ x: Span<UInt8>, _ y: Span<UInt8>) -> Bool {
        if x.count != y.count { return x.count < y.count }
        for index in 0..<x.count where x[index] != y[index] { return x[index] < y[index] }
        return true
    }

    private func sharesPart(_ a: UInt32, _ b: UInt32) -> Bool {
        let rangeA = columns.names.partRange(a)
        let rangeB = columns.names.partRange(b)
        if rangeA.isEmpty, rangeB.isEmpty { return false }
        let oneA = columns.names.joined[Int(a)]
        let oneB = columns.names.joined[Int(b)]
        for i in rangeA {
            if columns.names.parts[i] == oneB { return true }
            for j in rangeB where columns.names.parts[i] == columns.names.parts[j] { return true }
        }
        for j in rangeB where columns.names.parts[j] == oneA { return true }
        return false
    }

    /// Whether one uses a middle name of the other as first name.
    private func middleMatches(_ a: Int, _ b: Int) -> Bool {
        matchesAny(columns.firsts, a, columns.middles, b) || matchesAny(columns.middles, a, columns.firsts, b)
    }

    private func matchesAny(_ runsA: Runs, _ a: Int, _ runsB: Runs, _ b: Int) -> Bool {
        for i in runsA.range(a) {
            for j in runsB.range(b) where runsA.values[i] == runsB.values[j] {
                if columns.names.texts.range(runsA.values[i]).count > 1 { return true }
            }
        }
        return false
    }

    /// Whether first name and surname stand in each other's field.
    private func isExchanged(_ a: Int, _ b: Int) -> Bool {
        isNear(columns.firsts, a, columns.surnames, b) && isNear(columns.surnames, a, columns.firsts, b)
    }

    private func isNear(_ runsA: Runs, _ a: Int, _ runsB: Runs, _ b: Int) -> Bool {
        for i in runsA.range(a) {
            for j in runsB.range(b) where surnameLevel(runsA.values[i], runsB.values[j]) <= Level.Surname.close {
                return true
            }
        }
        return false
    }
}
