/// The way most pairs go: each field has one value on each side.
///
/// The same levels as ``PairComparer/compareLists(_:_:)``, which a property test holds it to.
extension PairComparer {
    /// Compares the fields that are cheap and say most: all but addresses and other facts.
    @inline(__always)
    func compareTelling(_ a: Int, _ b: Int) -> Outcome {
        var outcome = Outcome()
        compareNames(a, b, single: &outcome)
        compare(.birthDate, a, b, &outcome) { Self.birthLevel($0, $1) }
        let sexA = rows[a, ComparisonField.sex.rawValue]
        let sexB = rows[b, ComparisonField.sex.rawValue]
        if sexA != 0, sexB != 0 { outcome.pattern[.sex] = sexA == sexB ? Level.Sex.same : Level.Sex.different }
        compare(.postcode, a, b, &outcome) { postcodeLevel($0, $1) }
        compare(.phone, a, b, &outcome) { phoneLevel($0, $1) }
        compare(.email, a, b, &outcome) { emailLevel($0, $1) }
        compare(.identifier, a, b, &outcome) { identifierLevel($0, $1) }
        compare(.middle, a, b, &outcome) { middleLevel($0, $1) }
        return outcome
    }

    /// Compares what ``compareTelling(_:_:)`` leaves out.
    @inline(__always)
    func compareRest(_ a: Int, _ b: Int, into outcome: inout Outcome) {
        compare(.address, a, b, &outcome) { columns.addressTexts.level($0, $1) }
        for kind in 0..<4 {
            let place = ComparisonField.other1.rawValue + kind
            let x = rows[a, place]
            let y = rows[b, place]
            guard x != 0, y != 0 else { continue }
            let level = otherLevel(kind, x - 1, y - 1)
            outcome.pattern[ComparisonField.others[kind]] = level
            if level == Level.Other.same { outcome.otherShares[kind] = otherShares[kind][Int(x - 1)] }
        }
    }

    @inline(__always)
    private func compare(
        _ field: ComparisonField,
        _ a: Int,
        _ b: Int,
        _ outcome: inout Outcome,
        _ level: (UInt32, UInt32) -> UInt8
    ) {
        let valueA = rows[a, field.rawValue]
        let valueB = rows[b, field.rawValue]
        if valueA != 0, valueB != 0 { outcome.pattern[field] = level(valueA - 1, valueB - 1) }
    }

    @inline(__always)
    private func compareNames(_ a: Int, _ b: Int, single outcome: inout Outcome) {
        let given = (rows[a, ComparisonField.given.rawValue], rows[b, ComparisonField.given.rawValue])
        let surname = (rows[a, ComparisonField.surname.rawValue], rows[b, ComparisonField.surname.rawValue])
        let middle = (rows[a, ComparisonField.middle.rawValue], rows[b, ComparisonField.middle.rawValue])
        var givenLevel = Level.unknown
        if given.0 != 0, given.1 != 0 { givenLevel = self.givenLevel(given.0 - 1, given.1 - 1) }
        if givenLevel == Level.Given.different || givenLevel == Level.Given.initial {
            let used = given.0 == middle.1 && facts[given.0 - 1].count > 1
            let usedBack = given.1 == middle.0 && facts[given.1 - 1].count > 1
            if used || usedBack { givenLevel = Level.Given.middle }
        }
        var surnameLevel = Level.unknown
        if surname.0 != 0, surname.1 != 0 { surnameLevel = self.surnameLevel(surname.0 - 1, surname.1 - 1) }
        outcome.pattern[.given] = givenLevel
        outcome.pattern[.surname] = surnameLevel
        if givenLevel == Level.Given.same { outcome.givenShare = givenShares[Int(given.0 - 1)] }
        if surnameLevel == Level.Surname.same { outcome.surnameShare = surnameShares[Int(facts[surname.0 - 1].joined)] }
        let givenFails = givenLevel == Level.Given.different || givenLevel == Level.unknown
        let surnameFails = surnameLevel == Level.Surname.different || surnameLevel == Level.unknown
        guard givenFails, surnameFails, given.0 != 0, given.1 != 0, surname.0 != 0, surname.1 != 0 else { return }
        guard self.surnameLevel(given.0 - 1, surname.1 - 1) <= Level.Surname.close,
            self.surnameLevel(surname.0 - 1, given.1 - 1) <= Level.Surname.close
        else { return }
        outcome.pattern[.given] = Level.Given.exchanged
        outcome.pattern[.surname] = Level.Surname.exchanged
    }
}
