/// The keys of records: what each blocking rule makes of their values.
///
/// Made of what the values say and not of their numbers, so that the order of the records changes no key. 0 is "not
/// known".
struct BlockingKeys: Sendable {
    /// What blocking asks of each distinct name.
    struct Name: BitwiseCopyable {
        var own: UInt64 = 0
        /// Of the name written as one word.
        var joined: UInt64 = 0
        var sound: UInt32 = 0
        var group: UInt32 = 0
        var threeLetters: UInt32 = 0
        var fourLetters: UInt32 = 0
    }

    let columns: PersonColumns
    let rows: PackedRows
    let names: [Name]
    /// By record: how the first name and the surname sound, which several rules ask for.
    private let sounds: [SIMD2<UInt32>]
    let emails: [UInt64]
    let identifiers: [UInt64]
    let others: [[UInt64]]

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
            eachChunk { rows, records, keys in
                Self.begin(keys)
                for part in rule.parts { mix(part, rows, records, into: keys) }
                for record in records {
                    if rows[record].hasSeveralKeys {
                        for key in severalKeys(rule, record) { several.append(Self.entry(key, record)) }
                        continue
                    }
                    let key = keys[record - records.lowerBound]
                    found[count] = Self.entry(key, record)
                    count += key == 0 ? 0 : 1
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
        eachChunk { rows, records, keys in
            for (place, part) in parts.enumerated() {
                Self.begin(keys)
                mix(part, rows, records, into: keys)
                for record in records {
                    let key = keys[record - records.lowerBound]
                    if key != 0 && key & mask == 0 || rows[record].hasSeveralKeys {
                        found[place].append(UInt32(record))
                    }
                }
            }
        }
        return found
    }

    /// So many rows stay in the cache while part after part is read from them.
    private static let chunk = 2_048

    /// Walks over all rows, with room for a key of each.
    private func eachChunk(
        _ body: (UnsafeBufferPointer<PackedRow>, Range<Int>, UnsafeMutableBufferPointer<UInt64>) -> Void
    ) {
        var keys = [UInt64](repeating: 0, count: Self.chunk)
        keys.withUnsafeMutableBufferPointer { keys in
            rows.withRows { rows in
                for start in stride(from: 0, to: rows.count, by: Self.chunk) {
                    body(rows, start..<min(start + Self.chunk, rows.count), keys)
                }
            }
        }
    }

    private static func begin(_ keys: UnsafeMutableBufferPointer<UInt64>) { keys.update(repeating: 1) }

    /// Mixes one part of each record into its key; each part has a loop of its own.
    private func mix(
        _ part: BlockingRule.Part,
        _ rows: UnsafeBufferPointer<PackedRow>,
        _ records: Range<Int>,
        into keys: UnsafeMutableBufferPointer<UInt64>
    ) {
        reading(part) { value in
            for record in records {
                let place = record - records.lowerBound
                keys[place] = Self.mix(keys[place], value(record, rows[record]))
            }
        }
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
    private func value(of part: BlockingRule.Part, _ record: Int, _ row: PackedRow) -> UInt64 {
        reading(part) { $0(record, row) }
    }

    /// Lends the way to read one part of records of single values; what it reads is 0 where the part is not known.
    @inline(__always)
    private func reading<Read>(_ part: BlockingRule.Part, _ body: ((Int, PackedRow) -> UInt64) -> Read) -> Read {
        names.withUnsafeBufferPointer { names in
            sounds.withUnsafeBufferPointer { sounds in
                columns.addressTexts.blockKeys.withUnsafeBufferPointer { addresses in
                    switch part {
                    case .identifier: body { $1.identifier == 0 ? 0 : identifiers[Int($1.identifier - 1)] }
                    case .phone: body { $1.phone }
                    case .email: body { $1.email == 0 ? 0 : emails[Int($1.email - 1)] }
                    case .postcode: body { $1.postcode }
                    case .address: body { $1.address == 0 ? 0 : addresses[Int($1.address - 1)] }
                    case .given: body { $1.given == 0 ? 0 : names[Int($1.given - 1)].own }
                    case .givenSound: body { record, _ in UInt64(sounds[record].x) }
                    case .givenInitial: body { record, _ in UInt64(sounds[record].x >> 24) }
                    case .givenStart: body { $1.given == 0 ? 0 : UInt64(names[Int($1.given - 1)].threeLetters) }
                    case .petName: body { $1.given == 0 ? 0 : Self.petName(names[Int($1.given - 1)]) }
                    case .surname: body { $1.surname == 0 ? 0 : names[Int($1.surname - 1)].joined }
                    case .surnameSound: body { record, _ in UInt64(sounds[record].y) }
                    case .surnameStart: body { $1.surname == 0 ? 0 : UInt64(names[Int($1.surname - 1)].fourLetters) }
                    case .bothSounds: body { record, _ in Self.bothSounds(sounds[record]) }
                    case .birthDate: body { Self.birthDate($1.birth) }
                    case .birthDay: body { Self.birthDay($1.birth) }
                    case .birthYear: body { UInt64($1.birth >> 16) }
                    case .other1: body { other(0, $1.others[0]) }
                    case .other2: body { other(1, $1.others[1]) }
                    case .other3: body { other(2, $1.others[2]) }
                    case .other4: body { other(3, $1.others[3]) }
                    }
                }
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
    func other(_ kind: Int, _ value: UInt32) -> UInt64 { value == 0 ? 0 : others[kind][Int(value - 1)] }

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
    func packed(_ texts: ByteDictionary, _ id: UInt32, _ pack: (Span<UInt8>) -> UInt64?) -> UInt64 {
        let text = texts.bytes.span.extracting(texts.range(id))
        return pack(text) ?? ByteDictionary.hash(text)
    }
}
