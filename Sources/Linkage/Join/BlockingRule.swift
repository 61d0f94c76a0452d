/// What two nominals must share for the pair to be looked at.
///
/// Raw values are places in a row of ``Blocking``: at most sixteen.
enum BlockingRule: Int, CaseIterable, Sendable {
    case identifier, phone, email, birthAndGiven, birthAndSurname, postcodeAndSurname, postcodeAndGiven
    case soundingNames, address, namesAndYear, birthDate, surnameAndDay, givenAndDay, otherAndGiven, otherAndBirth
    case wholeName

    /// The rule as a reader knows it.
    var title: String {
        switch self {
        case .identifier: "identifier"
        case .phone: "phone"
        case .email: "e-mail"
        case .birthAndGiven: "date of birth and first name by sound"
        case .birthAndSurname: "date of birth and surname by sound"
        case .postcodeAndSurname: "postcode and surname by sound"
        case .postcodeAndGiven: "postcode and first name by sound"
        case .soundingNames: "first name and surname by sound, in either order"
        case .address: "house number, street and first letter of the first name"
        case .namesAndYear: "pet-name group, surname by sound and year of birth"
        case .birthDate: "date of birth, day and month in either order"
        case .surnameAndDay: "surname with day and month of birth"
        case .givenAndDay: "first name with day and month of birth"
        case .otherAndGiven: "another fact and first name"
        case .otherAndBirth: "another fact and date of birth"
        case .wholeName: "first letters of both names"
        }
    }

    /// Adds the rule's keys of one record, at most sixteen.
    func appendKeys(_ columns: PersonColumns, _ record: Int, to keys: inout [UInt64]) {
        let firsts = columns.firsts
        let surnames = columns.surnames
        let births = columns.births
        switch self {
        case .identifier: Self.each(columns.identifiers, record) { keys.append(Self.key($0)) }
        case .phone: Self.each(columns.phones, record) { keys.append(Self.key($0)) }
        case .email: Self.each(columns.emails, record) { keys.append(Self.key($0)) }
        case .birthAndGiven:
            Self.cross(births, firsts, record) { Self.append(Self.whole($0), Self.sound(columns, $1), &keys) }
        case .birthAndSurname:
            Self.cross(births, surnames, record) { Self.append(Self.whole($0), Self.sound(columns, $1), &keys) }
        case .postcodeAndSurname:
            Self.cross(columns.postcodes, surnames, record) { Self.append($0 + 1, Self.sound(columns, $1), &keys) }
        case .postcodeAndGiven:
            Self.cross(columns.postcodes, firsts, record) { Self.append($0 + 1, Self.sound(columns, $1), &keys) }
        case .soundingNames:
            Self.cross(firsts, surnames, record) { first, last in
                let a = Self.sound(columns, first)
                let b = Self.sound(columns, last)
                Self.append(min(a, b), max(a, b), &keys)
            }
        case .address:
            Self.cross(columns.addresses, firsts, record) { address, first in
                let key = columns.addressTexts.blockKeys[Int(address)]
                if key != 0 { keys.append(ByteDictionary.stir(key &+ UInt64(Self.sound(columns, first) >> 24))) }
            }
        case .namesAndYear:
            Self.cross(surnames, births, record) { last, birth in
                let base = Self.key(columns.names.joined[Int(last)], PackedDate(value: birth).year)
                for index in firsts.range(record).prefix(2) {
                    let first = firsts.values[index]
                    let set = columns.names.groupSet[Int(first)]
                    let groups = columns.names.groupNumbers[Int(set)]
                    for group in groups { keys.append(ByteDictionary.stir(base &+ UInt64(group) + 1)) }
                    if groups.isEmpty { keys.append(ByteDictionary.stir(base &+ UInt64(first) << 20)) }
                }
            }
        case .birthDate: Self.each(births, record) { Self.append(Self.whole($0), 1, &keys) }
        case .surnameAndDay:
            Self.cross(surnames, births, record) {
                Self.append(columns.names.joined[Int($0)] + 1, PackedDate(value: $1).exactDay, &keys)
            }
        case .givenAndDay:
            Self.cross(firsts, births, record) { Self.append($0 + 1, PackedDate(value: $1).exactDay, &keys) }
        case .otherAndGiven: Self.eachOther(columns, firsts, record) { keys.append($0) }
        case .otherAndBirth: Self.eachOther(columns, births, record) { keys.append($0) }
        case .wholeName:
            let names = columns.names
            Self.cross(firsts, surnames, record) { first, last in
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

    /// Adds the key of two parts, unless one of them is 0, which is "not known".
    private static func append(_ a: UInt32, _ b: UInt32, _ keys: inout [UInt64]) {
        if a != 0, b != 0 { keys.append(key(a, b)) }
    }

    private static func sound(_ columns: PersonColumns, _ name: UInt32) -> UInt32 { columns.names.soundexes[Int(name)] }

    /// A complete date with the lower of day and month first, or 0.
    private static func whole(_ birth: UInt32) -> UInt32 {
        let date = PackedDate(value: birth)
        guard date.isComplete else { return 0 }
        return date.year << 16 | min(date.month, date.day) << 8 | max(date.month, date.day)
    }

    private static func each(_ runs: Runs, _ record: Int, _ body: (UInt32) -> Void) {
        for index in runs.range(record) { body(runs.values[index]) }
    }

    private static func eachOther(_ columns: PersonColumns, _ runs: Runs, _ record: Int, _ body: (UInt64) -> Void) {
        for kind in 0..<4 where !columns.others[kind].values.isEmpty {
            cross(columns.others[kind], runs, record) { body(key($0 << 2 | UInt32(kind), $1)) }
        }
    }

    /// Every value of one list with every value of another, at most sixteen.
    private static func cross(_ a: Runs, _ b: Runs, _ record: Int, _ body: (UInt32, UInt32) -> Void) {
        for i in a.range(record).prefix(4) {
            for j in b.range(record).prefix(4) { body(a.values[i], b.values[j]) }
        }
    }
}

extension PackedDate {
    /// Month and day of an exact date, or 0.
    fileprivate var exactDay: UInt32 { isExact ? value % 10_000 : 0 }
}
