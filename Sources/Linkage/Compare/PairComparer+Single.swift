/// The way most pairs go: each field has one value on each side.
///
/// The same levels as ``PairComparer/compareLists(_:_:)``, which a property test holds it to. Three steps, from what is
/// in the row itself to what must be fetched, so that a pair of strangers can be dropped after the first.
extension PairComparer {
    /// Compares two records of single values.
    @inline(__always)
    func compareSingle(_ x: PackedRow, _ y: PackedRow) -> Outcome {
        var outcome = Outcome()
        compareNumbers(x, y, into: &outcome)
        compareNames(x, y, into: &outcome)
        compareRest(x, y, into: &outcome)
        return outcome
    }

    /// Fetches the names and the address of a row ahead of their use.
    @inline(__always)
    func fetch(_ row: PackedRow) {
        facts.fetch(row.given)
        facts.fetch(row.surname)
        columns.addressTexts.fetch(row.address)
    }

    /// Compares what the rows hold in full: dates, sexes, postcodes and phone numbers.
    @inline(__always)
    func compareNumbers(_ x: PackedRow, _ y: PackedRow, into outcome: inout Outcome) {
        if x.birth != 0, y.birth != 0 {
            outcome.pattern[.birthDate] = Self.birthLevel(digits: x.birth, y.birth, levels.birth)
        }
        if x.sex != 0, y.sex != 0 { outcome.pattern[.sex] = x.sex == y.sex ? Level.Sex.same : Level.Sex.different }
        if x.postcode != 0, y.postcode != 0 { outcome.pattern[.postcode] = postcodeLevel(x, y) }
        if x.phone != 0, y.phone != 0 { outcome.pattern[.phone] = phoneLevel(x.phone, y.phone) }
    }

    @inline(__always)
    private func postcodeLevel(_ x: PackedRow, _ y: PackedRow) -> UInt8 {
        let a = x.postcode
        let b = y.postcode
        if a == b { return Level.Postcode.same }
        let outward = Int(x.outwardCount)
        let countA = PackedText.count(a, cell: 8)
        let countB = PackedText.count(b, cell: 8)
        let nearMin = levels.postcode.atMost == 1 ? levels.postcode.lengthMin : .max
        if outward > 0, x.outwardCount == y.outwardCount, (a ^ b).trailingZeroBitCount >= outward * 8 {
            let rest = levels.district ? Level.Postcode.district : Level.Postcode.different
            guard countA > outward, countB > outward else { return rest }
            if min(countA, countB) >= nearMin, PackedText.isWithinOne(a, b, cell: 8) { return Level.Postcode.typo }
            return levels.sector && (a ^ b) >> UInt64(outward * 8) & 0xFF == 0 ? Level.Postcode.sector : rest
        }
        return min(countA, countB) >= nearMin && PackedText.isWithinOne(a, b, cell: 8)
            ? Level.Postcode.typo : Level.Postcode.different
    }

    @inline(__always)
    private func phoneLevel(_ a: UInt64, _ b: UInt64) -> UInt8 {
        if a == b { return Level.Token.same }
        let isNear =
            levels.phone.atMost == 1
            && min(PackedText.count(a, cell: 4), PackedText.count(b, cell: 4)) >= levels.phone.lengthMin
            && PackedText.isWithinOne(a, b, cell: 4)
        return isNear ? Level.Token.near : Level.Token.different
    }

    /// Compares what is fetched last: e-mail addresses, identifiers, addresses and other facts.
    @inline(__always)
    func compareRest(_ x: PackedRow, _ y: PackedRow, into outcome: inout Outcome) {
        if x.email != 0, y.email != 0 { outcome.pattern[.email] = emailLevel(x.email - 1, y.email - 1) }
        if x.identifier != 0, y.identifier != 0 {
            outcome.pattern[.identifier] = identifierLevel(x.identifier - 1, y.identifier - 1)
        }
        if x.address != 0, y.address != 0 {
            outcome.pattern[.address] = addressLevel(x.address - 1, y.address - 1)
        }
        for kind in 0..<4 where x.others[kind] != 0 && y.others[kind] != 0 {
            let level = otherLevel(kind, x.others[kind] - 1, y.others[kind] - 1)
            outcome.pattern[ComparisonField.others[kind]] = level
            if level == Level.Other.same { outcome.otherShares[kind] = otherShares[kind][Int(x.others[kind] - 1)] }
        }
    }

    /// Compares first names, surnames and middle names, which may stand in each other's field.
    @inline(__always)
    func compareNames(_ x: PackedRow, _ y: PackedRow, into outcome: inout Outcome) {
        var given = Level.unknown
        if x.given != 0, y.given != 0 { given = givenLevel(x.given - 1, y.given - 1) }
        if levels.given.middle, given == Level.Given.different || given == Level.Given.initial {
            let used = x.given == y.middle && facts[x.given - 1].count > 1
            let usedBack = y.given == x.middle && facts[y.given - 1].count > 1
            if used || usedBack { given = Level.Given.middle }
        }
        var surname = Level.unknown
        if x.surname != 0, y.surname != 0 { surname = surnameLevel(x.surname - 1, y.surname - 1) }
        outcome.pattern[.given] = given
        outcome.pattern[.surname] = surname
        if given == Level.Given.same { outcome.givenShare = givenShares[Int(x.given - 1)] }
        if surname == Level.Surname.same { outcome.surnameShare = surnameShares[Int(facts[x.surname - 1].joined)] }
        if x.middle != 0, y.middle != 0, given != Level.Given.middle {
            outcome.pattern[.middle] = middleLevel(x.middle - 1, y.middle - 1)
        }
        let givenFails = given == Level.Given.different || given == Level.unknown
        let surnameFails = surname == Level.Surname.different || surname == Level.unknown
        guard levels.given.exchanged, givenFails, surnameFails, x.given != 0, y.given != 0, x.surname != 0,
            y.surname != 0
        else { return }
        guard surnameLevel(x.given - 1, y.surname - 1) <= Level.Surname.close,
            surnameLevel(x.surname - 1, y.given - 1) <= Level.Surname.close
        else { return }
        outcome.pattern[.given] = Level.Given.exchanged
        outcome.pattern[.surname] = Level.Surname.exchanged
    }
}
