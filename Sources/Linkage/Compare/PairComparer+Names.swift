/// Names: several first names and surnames on each side, which may stand in each other's field.
extension PairComparer {
    /// Fills the levels of first name and surname, and the shares of the names both have.
    func compareNames(_ a: Int, _ b: Int, into outcome: inout Outcome) {
        let given = bestGiven(a, b)
        let surname = bestSurname(a, b)
        var givenLevel = given.level
        if levels.given.middle, givenLevel == Level.Given.different || givenLevel == Level.Given.initial,
            middleMatches(a, b)
        {
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
        if levels.given.exchanged, givenFails, surnameFails, isExchanged(a, b) {
            outcome.pattern[.given] = Level.Given.exchanged
            outcome.pattern[.surname] = Level.Surname.exchanged
        }
    }

    /// The best pair of first names; of several equal ones the rarest.
    func bestGiven(_ a: Int, _ b: Int) -> (level: UInt8, choice: Choice) {
        bestName(columns.firsts, { givenShares[Int($0)] }, a, b, of: { givenLevel($0, $1) })
    }

    /// The best pair of surnames; of several equal ones the rarest.
    func bestSurname(_ a: Int, _ b: Int) -> (level: UInt8, choice: Choice) {
        bestName(
            columns.surnames,
            { surnameShares[Int(columns.names.joined[Int($0)])] },
            a,
            b,
            of: { surnameLevel($0, $1) }
        )
    }

    /// The best pair of other facts of one kind; of several equal ones the rarest.
    func bestOther(_ kind: Int, _ a: Int, _ b: Int) -> (level: UInt8, choice: Choice) {
        bestName(columns.others[kind], { otherShares[kind][Int($0)] }, a, b, of: { otherLevel(kind, $0, $1) })
    }

    @inline(__always)
    private func bestName(
        _ runs: Runs,
        _ share: (UInt32) -> Float,
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
                let isRarer = now == 1 && found == 1 && share(x) < share(choice.a)
                if found == Level.unknown || now < found || isRarer {
                    found = now
                    choice = Choice(a: x, b: y)
                }
            }
        }
        return (found, choice)
    }

    /// How far two first names agree.
    func givenLevel(_ a: UInt32, _ b: UInt32) -> UInt8 { nameLevel(a, b, levels.given) }

    /// How far two first or middle names agree by the levels of either.
    @inline(__always)
    func nameLevel(_ a: UInt32, _ b: UInt32, _ names: LevelRules.Names) -> UInt8 {
        let x = facts[a]
        if a == b { return x.count > 1 ? Level.Given.same : Level.Given.initial }
        let y = facts[b]
        if x.count == 1 || y.count == 1 {
            return facts.first(x) == facts.first(y) ? Level.Given.initial : Level.Given.different
        }
        if names.nickname, x.group != 0, y.group != 0, columns.names.areRelated(a, b) { return Level.Given.nickname }
        switch closeness(x, y, names) {
        case .close: return Level.Given.close
        case .similar: return Level.Given.similar
        case .different: return Level.Given.different
        }
    }

    /// How far two surnames agree.
    func surnameLevel(_ a: UInt32, _ b: UInt32) -> UInt8 {
        let x = facts[a]
        let y = facts[b]
        if x.joined == y.joined { return Level.Surname.same }
        if levels.surname.part, x.hasParts || y.hasParts, sharesPart(a, b) { return Level.Surname.part }
        switch closeness(x.joined == a ? x : facts[x.joined], y.joined == b ? y : facts[y.joined], levels.surname) {
        case .close: return Level.Surname.close
        case .similar: return Level.Surname.similar
        case .different: return Level.Surname.different
        }
    }

    private enum Closeness { case close, similar, different }

    /// Letters that only one side has bound the similarity from above, which settles most pairs without reading them.
    @inline(__always)
    private func closeness(_ a: NameFacts.Name, _ b: NameFacts.Name, _ names: LevelRules.Names) -> Closeness {
        let onlyA = (a.letters & ~b.letters).nonzeroBitCount
        let onlyB = (b.letters & ~a.letters).nonzeroBitCount
        let shorter = min(a.count, b.count)
        let longer = max(a.count, b.count)
        let edits = max(names.close.edits.atMost, names.similar.edits.atMost)
        if longer - shorter <= edits, onlyA <= edits, onlyB <= edits {
            if facts.pair(a, b, { names.close.edits.isReached($0, $1) }) { return .close }
        }
        let sameSound = a.soundex != 0 && a.soundex == b.soundex
        let matched = Double(min(a.count - onlyA, b.count - onlyB))
        var bound = (matched / Double(a.count) + matched / Double(b.count) + 1) / 3
        if shorter > 0, facts.first(a) == facts.first(b) { bound += 0.4 * (1 - bound) }
        guard bound >= (sameSound ? names.soundLeast : names.plainLeast) else { return bySimilarEdits(a, b, names) }
        // The greedy matching of Jaro depends on the side it starts from: always the same one.
        let similarity = facts.pair(a, b) { x, y in
            Self.precedes(x, y) ? JaroWinkler.similarity(x, y) : JaroWinkler.similarity(y, x)
        }
        if names.close.isReached(similarity, sameSound: sameSound) { return .close }
        return names.similar.isReached(similarity, sameSound: sameSound) ? .similar : bySimilarEdits(a, b, names)
    }

    /// What is left to the edits of the lower level, where there are any.
    @inline(__always)
    private func bySimilarEdits(_ a: NameFacts.Name, _ b: NameFacts.Name, _ names: LevelRules.Names) -> Closeness {
        guard names.similar.edits.atMost > 0 else { return .different }
        return facts.pair(a, b, { names.similar.edits.isReached($0, $1) }) ? .similar : .different
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
