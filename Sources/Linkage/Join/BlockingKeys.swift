/// The keys of records: what each blocking rule makes of their values.
///
/// Made of what the values say and not of their numbers, so that the order of the records changes no key. 0 is "not
/// known".
struct BlockingKeys {
    /// What blocking asks of each distinct name.
    private struct Name: BitwiseCopyable {
        var own: UInt64 = 0
        /// Of the name written as one word.
        var joined: UInt64 = 0
        var sound: UInt32 = 0
        var group: UInt32 = 0
        var threeLetters: UInt32 = 0
        var fourLetters: UInt32 = 0
    }

    private let columns: PersonColumns
    private let rows: PackedRows
    private let names: [Name]
    /// By record: how the first name and the surname sound, which several rules ask for.
    private let sounds: [SIMD2<UInt32>]
    private let emails: [UInt64]
    private let identifiers: [UInt64]
    private let others: [[UInt64]]

    /// The most values of one part that make keys of their own.
    private static let valuesMax = 4

    init(_ comparer: PairComparer) {
        columns = comparer.columns
        rows = comparer.rows
        names = Self.names(columns.names)
        emails = Self.hashes(columns.emailTexts)
        identifiers = Self.hashes(columns.identifierTexts)
        others = columns.otherTexts.map(Self.hashes)
        sounds = rows.withRows { [names] rows in
            rows.map {
                SIMD2(
                    $0.given == 0 ? 0 : names[Int($0.given - 1)].sound,
                    $0.surname == 0 ? 0 : names[Int($0.surname - 1)].sound
                )
            }
        }
    }

    private static func hashes(_ texts: ByteDictionary) -> [UInt64] {
        let bytes = texts.bytes.span
        return (0..<UInt32(texts.count)).map { ByteDictionary.hash(bytes.extracting(texts.range($0))) }
    }

    private static func names(_ column: NameColumn) -> [Name] {
        let own = hashes(column.texts)
        let bytes = column.texts.bytes.span
        return (0..<column.count).map { id in
            let range = column.texts.range(UInt32(id))
            func start(_ count: Int) -> UInt32 {
                guard range.count >= count else { return 0 }
                return range.prefix(count).reduce(0) { $0 << 8 | UInt32(bytes[$1]) }
            }
            let groups = column.groupNumbers[Int(column.groupSet[id])]
            return Name(
                own: own[id],
                joined: own[Int(column.joined[id])],
                sound: column.soundexes[id],
                group: groups.first.map { UInt32($0) + 1 } ?? 0,
                threeLetters: start(3),
                fourLetters: start(4)
            )
        }
    }

    // MARK: - Keys of a rule

    /// Finds the keys of a rule: the upper half of each above its record.
    ///
    /// A record with several values has several. What was in `found` is replaced, and its room used again.
    func find(_ rule: BlockingRule, into found: inout [UInt64]) {
        let missing = columns.count - found.count
        if missing > 0 { found.append(contentsOf: repeatElement(0, count: missing)) }
        var several: [UInt64] = []
        let count = found.withUnsafeMutableBufferPointer { found in
            var count = 0
            rows.withRows { rows in
                for record in rows.indices {
                    if rows[record].hasSeveralKeys {
                        for key in severalKeys(rule, record) { several.append(Self.entry(key, record)) }
                        continue
                    }
                    let key = key(of: rule, record, rows[record])
                    guard key != 0 else { continue }
                    found[count] = Self.entry(key, record)
                    count += 1
                }
            }
            return count
        }
        found.removeLast(found.count - count)
        found.append(contentsOf: several)
    }

    /// The keys of a rule for a sample of its blocks, each of them whole.
    ///
    /// `records` are what ``samples(of:mask:)`` found of the rule's first part under the same mask; the mask has the bits
    /// that must be 0 in the key of that part.
    func find(_ rule: BlockingRule, among records: [UInt32], mask: UInt64) -> [UInt64] {
        var found: [UInt64] = []
        for number in records {
            let record = Int(number)
            let row = rows[record]
            if row.hasSeveralKeys {
                for key in severalKeys(rule, record, mask: mask) { found.append(Self.entry(key, record)) }
            } else {
                let key = key(of: rule, record, row)
                if key != 0 { found.append(Self.entry(key, record)) }
            }
        }
        return found
    }

    /// By part: the records whose value of it, as the first of a rule, is in the sample, and those of several values.
    ///
    /// One walk over the records for all parts.
    func samples(of parts: [BlockingRule.Part], mask: UInt64) -> [[UInt32]] {
        var found = [[UInt32]](repeating: [], count: parts.count)
        rows.withRows { rows in
            for record in rows.indices {
                let row = rows[record]
                for place in parts.indices {
                    let key = Self.mix(1, value(of: parts[place], record, row))
                    if key != 0 && key & mask == 0 || row.hasSeveralKeys { found[place].append(UInt32(record)) }
                }
            }
        }
        return found
    }

    @inline(__always)
    private static func entry(_ key: UInt64, _ record: Int) -> UInt64 { key & 0xFFFF_FFFF_0000_0000 | UInt64(record) }

    @inline(__always)
    private func key(of rule: BlockingRule, _ record: Int, _ row: PackedRow) -> UInt64 {
        var key: UInt64 = 1
        for place in rule.parts.indices {
            key = Self.mix(key, value(of: rule.parts[place], record, row))
            if key == 0 { return 0 }
        }
        return key
    }

    @inline(__always)
    private static func mix(_ key: UInt64, _ value: UInt64) -> UInt64 {
        let mixed = (key ^ value &* 0x9E37_79B9_7F4A_7C15) &* 0xFF51_AFD7_ED55_8CCD
        return value == 0 || key == 0 ? 0 : max(mixed ^ mixed >> 32, 1)
    }

    /// The value of one part in a record of single values, or 0.
    @inline(__always)
    private func value(of part: BlockingRule.Part, _ record: Int, _ row: PackedRow) -> UInt64 {
        names.withUnsafeBufferPointer { names in
            @inline(__always)
            func given(_ value: (Name) -> UInt64) -> UInt64 { row.given == 0 ? 0 : value(names[Int(row.given - 1)]) }
            @inline(__always)
            func surname(_ value: (Name) -> UInt64) -> UInt64 {
                row.surname == 0 ? 0 : value(names[Int(row.surname - 1)])
            }
            switch part {
            case .identifier: return row.identifier == 0 ? 0 : identifiers[Int(row.identifier - 1)]
            case .phone: return row.phone
            case .email: return row.email == 0 ? 0 : emails[Int(row.email - 1)]
            case .postcode: return row.postcode
            case .address: return row.address == 0 ? 0 : columns.addressTexts.blockKeys[Int(row.address - 1)]
            case .given: return given { $0.own }
            case .givenSound: return UInt64(sounds[record].x)
            case .givenInitial: return UInt64(sounds[record].x >> 24)
            case .givenStart: return given { UInt64($0.threeLetters) }
            case .petName: return given(Self.petName)
            case .surname: return surname { $0.joined }
            case .surnameSound: return UInt64(sounds[record].y)
            case .surnameStart: return surname { UInt64($0.fourLetters) }
            case .bothSounds: return Self.bothSounds(sounds[record])
            case .birthDate: return Self.birthDate(row.birth)
            case .birthDay: return Self.birthDay(row.birth)
            case .birthYear: return UInt64(row.birth >> 16)
            case .other1: return other(0, row.others[0])
            case .other2: return other(1, row.others[1])
            case .other3: return other(2, row.others[2])
            case .other4: return other(3, row.others[3])
            }
        }
    }

    /// The first value of one part in a record, or 0.
    func firstValue(of part: BlockingRule.Part, _ record: Int) -> UInt64 {
        let row = rows[record]
        return row.hasSeveralKeys ? severalValues(part, record).first ?? 0 : value(of: part, record, row)
    }

    /// The parts in which two records share a value, as bits in the order of all parts.
    ///
    /// They share a key of a rule when they share a value of each of its parts.
    func partsShared(_ a: Int, _ b: Int) -> UInt32 {
        let x = rows[a]
        let y = rows[b]
        var shared: UInt32 = 0
        for (place, part) in Self.parts.enumerated() {
            let isShared: Bool
            if x.hasSeveralKeys || y.hasSeveralKeys {
                let values = severalValues(part, b).prefix(Self.valuesMax)
                isShared = severalValues(part, a).prefix(Self.valuesMax).contains { $0 != 0 && values.contains($0) }
            } else {
                let value = value(of: part, a, x)
                isShared = value != 0 && value == self.value(of: part, b, y)
            }
            if isShared { shared |= 1 << UInt32(place) }
        }
        return shared
    }

    /// The parts of a rule, as bits in the order of all parts.
    static func bits(of rule: BlockingRule) -> UInt32 {
        parts.enumerated().reduce(0) { rule.parts.contains($1.element) ? $0 | 1 << UInt32($1.offset) : $0 }
    }

    private static let parts = BlockingRule.Part.allCases

    @inline(__always)
    private func other(_ kind: Int, _ value: UInt32) -> UInt64 { value == 0 ? 0 : others[kind][Int(value - 1)] }

    private static func petName(_ name: Name) -> UInt64 { name.group != 0 ? UInt64(name.group) : name.own }

    @inline(__always)
    private static func bothSounds(_ sounds: SIMD2<UInt32>) -> UInt64 {
        sounds.x == 0 || sounds.y == 0 ? 0 : UInt64(sounds.min()) << 32 | UInt64(sounds.max())
    }

    /// A complete date with the lower of day and month first, or 0.
    @inline(__always)
    private static func birthDate(_ digits: UInt32) -> UInt64 {
        let month = (digits >> 8) & 0xFF
        let day = digits & 0xFF
        return day == 0 || month == 0 ? 0 : UInt64(digits & 0xFFFF_0000 | min(month, day) << 8 | max(month, day))
    }

    /// Month and day of a complete date, unless it is the first of January, or 0.
    @inline(__always)
    private static func birthDay(_ digits: UInt32) -> UInt64 {
        digits & 0xFF == 0 || digits & 0xFF00 == 0 || digits & 0xFFFF == 0x0101 ? 0 : UInt64(digits & 0xFFFF)
    }

    // MARK: - Records of several values

    /// Every value of one part with every value of the next, each key once.
    private func severalKeys(_ rule: BlockingRule, _ record: Int, mask: UInt64 = 0) -> [UInt64] {
        var keys: [UInt64] = [1]
        for (place, part) in rule.parts.enumerated() {
            var next: [UInt64] = []
            for value in severalValues(part, record).prefix(Self.valuesMax) {
                for key in keys {
                    let mixed = Self.mix(key, value)
                    guard mixed != 0, place > 0 || mixed & mask == 0, !next.contains(mixed) else { continue }
                    next.append(mixed)
                }
            }
            keys = next
        }
        return keys
    }

    private func severalValues(_ part: BlockingRule.Part, _ record: Int) -> [UInt64] {
        func list(_ runs: Runs, _ value: (UInt32) -> UInt64) -> [UInt64] {
            runs.range(record).map { value(runs.values[$0]) }
        }
        func given(_ value: (Name) -> UInt64) -> [UInt64] { list(columns.firsts) { value(names[Int($0)]) } }
        func surname(_ value: (Name) -> UInt64) -> [UInt64] { list(columns.surnames) { value(names[Int($0)]) } }
        func birth(_ value: (UInt32) -> UInt64) -> [UInt64] {
            list(columns.births) { value(PackedDate(value: $0).digits) }
        }
        switch part {
        case .identifier: return list(columns.identifiers) { identifiers[Int($0)] }
        case .phone: return list(columns.phones) { packed(columns.phoneTexts, $0, PackedText.digits) }
        case .email: return list(columns.emails) { emails[Int($0)] }
        case .postcode: return list(columns.postcodes) { packed(columns.postcodeTexts, $0, PackedText.bytes) }
        case .address: return list(columns.addresses) { columns.addressTexts.blockKeys[Int($0)] }
        case .given: return given { $0.own }
        case .givenSound: return given { UInt64($0.sound) }
        case .givenInitial: return given { UInt64($0.sound >> 24) }
        case .givenStart: return given { UInt64($0.threeLetters) }
        case .petName: return given { Self.petName($0) }
        case .surname: return surname { $0.joined }
        case .surnameSound: return surname { UInt64($0.sound) }
        case .surnameStart: return surname { UInt64($0.fourLetters) }
        case .bothSounds:
            return columns.firsts.range(record).flatMap { first in
                surname { Self.bothSounds(SIMD2(names[Int(columns.firsts.values[first])].sound, $0.sound)) }
            }
        case .birthDate: return birth(Self.birthDate)
        case .birthDay: return birth(Self.birthDay)
        case .birthYear: return birth { UInt64($0 >> 16) }
        case .other1: return list(columns.others[0]) { others[0][Int($0)] }
        case .other2: return list(columns.others[1]) { others[1][Int($0)] }
        case .other3: return list(columns.others[2]) { others[2][Int($0)] }
        case .other4: return list(columns.others[3]) { others[3][Int($0)] }
        }
    }

    /// What a row holds of a text, or its hash where it has no room.
    private func packed(_ texts: ByteDictionary, _ id: UInt32, _ pack: (Span<UInt8>) -> UInt64?) -> UInt64 {
        let text = texts.bytes.span.extracting(texts.range(id))
        return pack(text) ?? ByteDictionary.hash(text)
    }

    // MARK: - Whole records

    /// A number made of everything a record says, so that ties are settled by content and not by place.
    func contents() -> [UInt64] {
        rows.withRows { rows in
            rows.indices.map { record in
                let row = rows[record]
                var hash = UInt64(row.sex)
                if row.hasSeveralKeys {
                    // Values in any order are the same record.
                    for (place, runs) in fields.enumerated() {
                        for index in runs.runs.range(record) {
                            hash ^= ByteDictionary.stir(runs.hash(runs.runs.values[index]) &+ UInt64(place + 1) << 56)
                        }
                    }
                    return ByteDictionary.stir(hash)
                }
                hash = ByteDictionary.stir(row.postcode ^ UInt64(row.birth) << 32 ^ hash)
                hash = ByteDictionary.stir(hash ^ row.phone)
                if row.given != 0 { hash ^= names[Int(row.given - 1)].own &* 3 }
                if row.surname != 0 { hash ^= names[Int(row.surname - 1)].own &* 5 }
                if row.middle != 0 { hash ^= names[Int(row.middle - 1)].own &* 7 }
                if row.address != 0 { hash ^= address(row.address - 1) &* 9 }
                if row.email != 0 { hash ^= emails[Int(row.email - 1)] &* 11 }
                if row.identifier != 0 { hash ^= identifiers[Int(row.identifier - 1)] &* 13 }
                for kind in 0..<4 { hash ^= other(kind, row.others[kind]) &* UInt64(15 + 2 * kind) }
                return ByteDictionary.stir(hash)
            }
        }
    }

    /// An address by its house and street, or by all its words where it has neither.
    private func address(_ id: UInt32) -> UInt64 {
        let key = columns.addressTexts.blockKeys[Int(id)]
        return key != 0 ? key : columns.addressTexts.hash(id)
    }

    /// Every list of values with what tells its values apart.
    private var fields: [(runs: Runs, hash: (UInt32) -> UInt64)] {
        let name: (UInt32) -> UInt64 = { names[Int($0)].own }
        var fields: [(runs: Runs, hash: (UInt32) -> UInt64)] = [
            (columns.firsts, name), (columns.middles, name), (columns.surnames, name), (columns.births, { UInt64($0) }),
            (columns.postcodes, { packed(columns.postcodeTexts, $0, PackedText.bytes) }),
            (columns.addresses, address), (columns.phones, { packed(columns.phoneTexts, $0, PackedText.digits) }),
            (columns.emails, { emails[Int($0)] }), (columns.identifiers, { identifiers[Int($0)] }),
        ]
        for kind in 0..<4 { fields.append((columns.others[kind], { others[kind][Int($0)] })) }
        return fields
    }
}
