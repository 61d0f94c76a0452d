/// What two nominals must share for the pair to be looked at.
///
/// Raw values are bits of a mask, below 15.
enum BlockingRule: Int, CaseIterable, Sendable {
    case identifier, phone, email, birthDate, soundingNames, postcodeAndSurname, postcodeAndGiven
    case surnameAndYear, givenAndMonth, address, givenAndDay, petName, wholeName

    /// The rule as a reader knows it.
    var title: String {
        switch self {
        case .identifier: "identifier"
        case .phone: "phone"
        case .email: "e-mail"
        case .birthDate: "date of birth, day and month in either order"
        case .soundingNames: "first name and surname by sound, in either order"
        case .postcodeAndSurname: "postcode and surname by sound"
        case .postcodeAndGiven: "postcode and first name by sound"
        case .surnameAndYear: "surname and year of birth"
        case .givenAndMonth: "first name and month of birth"
        case .address: "house number and street"
        case .givenAndDay: "first name by sound and day of birth"
        case .petName: "pet-name group and surname by sound"
        case .wholeName: "first letters of both names"
        }
    }

    /// Adds the rule's keys of one record, at most sixteen.
    func appendKeys(_ columns: PersonColumns, _ record: Int, to keys: inout [UInt64]) {
        let names = columns.names
        switch self {
        case .identifier: Self.each(columns.identifiers, record) { keys.append(Self.key($0)) }
        case .phone: Self.each(columns.phones, record) { keys.append(Self.key($0)) }
        case .email: Self.each(columns.emails, record) { keys.append(Self.key($0)) }
        case .birthDate:
            Self.eachDate(columns, record) {
                keys.append(Self.key($0.year, min($0.month, $0.day) << 8 | max($0.month, $0.day)))
            }
        case .soundingNames:
            Self.cross(columns.firsts, columns.surnames, record) { first, last in
                let a = names.soundexes[Int(first)]
                let b = names.soundexes[Int(last)]
                if a != 0, b != 0 { keys.append(Self.key(min(a, b), max(a, b))) }
            }
        case .postcodeAndSurname:
            Self.cross(columns.postcodes, columns.surnames, record) { postcode, last in
                keys.append(Self.key(postcode, names.soundexes[Int(last)]))
            }
        case .postcodeAndGiven:
            Self.cross(columns.postcodes, columns.firsts, record) { postcode, first in
                keys.append(Self.key(postcode, names.soundexes[Int(first)]))
            }
        case .surnameAndYear:
            Self.cross(columns.surnames, columns.births, record) { last, birth in
                keys.append(Self.key(names.joined[Int(last)], PackedDate(value: birth).year))
            }
        case .givenAndMonth:
            Self.cross(columns.firsts, columns.births, record) { first, birth in
                let date = PackedDate(value: birth)
                if date.isComplete { keys.append(Self.key(first, birth / 100)) }
            }
        case .address:
            Self.each(columns.addresses, record) {
                let key = columns.addressTexts.blockKeys[Int($0)]
                if key != 0 { keys.append(key) }
            }
        case .givenAndDay:
            Self.cross(columns.firsts, columns.births, record) { first, birth in
                let date = PackedDate(value: birth)
                if date.isExact { keys.append(Self.key(names.soundexes[Int(first)], birth % 10_000)) }
            }
        case .petName:
            Self.cross(columns.firsts, columns.surnames, record) { first, last in
                let set = names.groupSet[Int(first)]
                guard set != 0 else { return }
                for group in NicknameTable.numbers(in: names.groupSets[Int(set)]).prefix(4) {
                    keys.append(Self.key(UInt32(group), names.soundexes[Int(last)]))
                }
            }
        case .wholeName:
            Self.cross(columns.firsts, columns.surnames, record) { first, last in
                let a = names.texts.range(first)
                let b = names.texts.range(last)
                guard a.count >= 3, b.count >= 4 else { return }
                let bytes = names.texts.bytes.span
                let seed = ByteDictionary.hash(bytes.extracting(a.lowerBound..<a.lowerBound + 3))
                keys.append(ByteDictionary.hash(bytes.extracting(b.lowerBound..<b.lowerBound + 4), seed: seed))
            }
        }
    }

    static func key(_ a: UInt32, _ b: UInt32 = 0) -> UInt64 { ByteDictionary.stir(UInt64(a) << 32 | UInt64(b)) }

    private static func each(_ runs: Runs, _ record: Int, _ body: (UInt32) -> Void) {
        for index in runs.range(record) { body(runs.values[index]) }
    }

    private static func eachDate(_ columns: PersonColumns, _ record: Int, _ body: (PackedDate) -> Void) {
        for index in columns.births.range(record) {
            let date = PackedDate(value: columns.births.values[index])
            if date.isComplete { body(date) }
        }
    }

    /// Every value of one list with every value of another, at most sixteen.
    private static func cross(_ a: Runs, _ b: Runs, _ record: Int, _ body: (UInt32, UInt32) -> Void) {
        for i in a.range(record).prefix(4) {
            for j in b.range(record).prefix(4) { body(a.values[i], b.values[j]) }
        }
    }
}
