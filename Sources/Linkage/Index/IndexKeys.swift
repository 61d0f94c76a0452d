/// What a person is found by: the keys of a record, and those a question asks for.
///
/// A key is a hash of texts, so that it is the same in every index. Two records need one in common: phone, e-mail,
/// identifier or whole postcode; date of birth with the initial of a name; year of birth with both names by sound (in
/// either order), by their beginnings or by their ends; house number, street and initial. A name with a slip of the
/// pen keeps its sound, its beginning or its end.
struct IndexKeys {
    /// What of a name goes into keys: up to four letters packed into a number.
    struct Reading: Hashable {
        var sound: UInt32 = 0
        var initial: UInt32 = 0
        var head: UInt32 = 0
        var longHead: UInt32 = 0
        var tail: UInt32 = 0

        init() {}

        /// A name without its spaces.
        init(_ name: Span<UInt8>) {
            sound = Soundex.code(name)
            func pack(_ range: Range<Int>) -> UInt32 { range.reduce(0) { $0 << 8 | UInt32(name[$1]) } }
            initial = pack(0..<min(1, name.count))
            head = pack(0..<min(3, name.count))
            longHead = pack(0..<min(4, name.count))
            tail = pack(max(0, name.count - 4)..<name.count)
        }
    }

    private enum Tag {
        static let inline: UInt64 = 1
        static let postcode: UInt64 = 2
        static let birth: UInt64 = 3
        static let sound: UInt64 = 4
        static let head: UInt64 = 5
        static let tail: UInt64 = 6
        static let address: UInt64 = 7
    }

    private(set) var firsts: [Reading] = []
    private(set) var surnames: [Reading] = []
    /// Pet and long forms of the first names: asked for, never written.
    private(set) var variants: [Reading] = []
    private var births: [UInt32] = []
    /// Keys that take nothing but one value, and how much sharing one says.
    private var simple: [(key: UInt64, weight: Int)] = []
    private var addresses: [UInt64] = []
    private var text: [UInt8] = []

    /// Reads a record, forgetting the one before.
    mutating func read(_ record: IndexRecord, at start: Int, _ lexicon: IndexLexicon) {
        firsts.removeAll(keepingCapacity: true)
        surnames.removeAll(keepingCapacity: true)
        variants.removeAll(keepingCapacity: true)
        births.removeAll(keepingCapacity: true)
        simple.removeAll(keepingCapacity: true)
        addresses.removeAll(keepingCapacity: true)
        record.eachValue(at: start) { field, number, range in
            switch field {
            case IndexRecord.Field.first: Self.readings(lexicon, number, &text, &firsts)
            case IndexRecord.Field.surname: Self.readings(lexicon, number, &text, &surnames)
            case IndexRecord.Field.birth: births.append(number)
            case IndexRecord.Field.postcode:
                lexicon.lend(number) {
                    if $0.count >= 5 { simple.append((Self.key(Tag.postcode, ByteDictionary.hash($0)), 2)) }
                }
            case IndexRecord.Field.phone, IndexRecord.Field.email, IndexRecord.Field.identifier:
                let hash = record.bytes.lend(range) { ByteDictionary.hash($0) }
                simple.append((Self.key(Tag.inline, hash, UInt64(field)), 4))
            case IndexRecord.Field.address: readAddress(record, range, lexicon)
            default: break
            }
        }
        if firsts.isEmpty { firsts.append(Reading()) }
        if surnames.isEmpty { surnames.append(Reading()) }
    }

    /// Adds a pet or long form that a first name of the question may stand for.
    mutating func addVariant(_ name: Span<UInt8>) {
        let reading = Reading(name)
        if variants.count < 24, !variants.contains(where: { $0.sound == reading.sound }) { variants.append(reading) }
    }

    /// A name, and the longer words of a compound.
    private static func readings(_ lexicon: IndexLexicon, _ id: UInt32, _ text: inout [UInt8], _ into: inout [Reading])
    {
        guard into.count < 4 else { return }
        lexicon.lend(id) { name in
            var space = false
            for index in name.indices where name[index] == 0x20 { space = true }
            guard space else { return into.append(Reading(name)) }
            text.removeAll(keepingCapacity: true)
            for index in name.indices where name[index] != 0x20 { text.append(name[index]) }
            into.append(Reading(text.span))
            var start = 0
            for end in 0...name.count where end == name.count || name[end] == 0x20 {
                if end - start >= 4, into.count < 4 { into.append(Reading(name.extracting(start..<end))) }
                start = end + 1
            }
        }
    }

    /// Each house number with the word after it.
    private mutating func readAddress(_ record: IndexRecord, _ range: Range<Int>, _ lexicon: IndexLexicon) {
        var number: UInt64 = 0
        for place in stride(from: range.lowerBound, to: range.upperBound, by: record.width) where addresses.count < 4 {
            lexicon.lend(record.bytes.number(place, width: record.width)) { word in
                guard !word.isEmpty else { return }
                if (0x30...0x39).contains(word[0]) {
                    number = ByteDictionary.hash(word)
                } else if number != 0 {
                    addresses.append(ByteDictionary.hash(word, seed: number))
                    number = 0
                }
            }
        }
    }

    @inline(__always)
    private static func key(_ tag: UInt64, _ a: UInt64, _ b: UInt64 = 0) -> UInt64 {
        ByteDictionary.stir(ByteDictionary.stir(a &+ tag &* 0x9E37_79B9_7F4A_7C15) ^ b &* 0xD6E8_FEB8_6659_FD93)
    }

    // MARK: - Of a record

    /// Calls the body with every key of the record; some may come twice.
    func eachOfRecord(_ body: (UInt64) -> Void) {
        for entry in simple { body(entry.key) }
        for birth in births where PackedDate(value: birth).isComplete { eachBirth(birth, body) }
        if births.isEmpty {
            eachName(year: 0, body)
        } else {
            for birth in births.prefix(2) { eachName(year: birth / 10_000, body) }
        }
        eachAddress(body)
    }

    private func eachBirth(_ birth: UInt32, _ body: (UInt64) -> Void) {
        for name in firsts { body(Self.key(Tag.birth, UInt64(birth), UInt64(name.initial))) }
        for name in surnames { body(Self.key(Tag.birth, UInt64(birth), UInt64(name.initial))) }
    }

    private func eachName(year: UInt32, _ body: (UInt64) -> Void) {
        for first in firsts {
            for surname in surnames where first.initial != 0 || surname.initial != 0 {
                body(Self.sound(first, surname, year))
                body(Self.key(Tag.head, UInt64(first.head) << 32 | UInt64(surname.longHead), UInt64(year)))
                body(Self.key(Tag.tail, UInt64(first.initial) << 32 | UInt64(surname.tail), UInt64(year)))
            }
        }
    }

    private static func sound(_ first: Reading, _ surname: Reading, _ year: UInt32) -> UInt64 {
        let low = min(first.sound, surname.sound)
        let high = max(first.sound, surname.sound)
        return key(Tag.sound, UInt64(low) << 32 | UInt64(high), UInt64(year))
    }

    private func eachAddress(_ body: (UInt64) -> Void) {
        for address in addresses {
            for first in firsts { body(Self.key(Tag.address, address, UInt64(first.initial))) }
        }
    }

    // MARK: - Of a question

    /// Years asked for when no date of birth is given.
    private static let years: ClosedRange<UInt32> = 1900...2030

    /// Calls the body with every key that a record of this person may have, the most telling first, and with how much
    /// sharing it says.
    ///
    /// Dates are asked for with day and month in either order; years also one and ten off and with their last digits
    /// exchanged. Records without a date are asked for as well.
    func eachOfQuestion(_ body: (UInt64, Int) -> Void) {
        for entry in simple { body(entry.key, entry.weight) }
        for birth in births {
            let date = PackedDate(value: birth)
            guard date.isComplete else { continue }
            eachBirth(birth) { body($0, 2) }
            if date.day <= 12, date.day != date.month {
                eachBirth(date.year &* 10_000 &+ date.day &* 100 &+ date.month) { body($0, 2) }
            }
        }
        eachAddress { body($0, 2) }
        for birth in births.prefix(2) {
            let year = birth / 10_000
            eachName(year: year) { body($0, 1) }
            for variant in variants {
                for surname in surnames { body(Self.sound(variant, surname, year), 1) }
            }
        }
        eachName(year: 0) { body($0, 1) }
        if births.isEmpty { for year in Self.years { eachName(year: year) { body($0, 1) } } }
        for birth in births.prefix(2) {
            let year = birth / 10_000
            let exchanged = year / 100 * 100 + year % 10 * 10 + year / 10 % 10
            for near in [year &+ 1, year &- 1, year &+ 10, year &- 10] { eachName(year: near) { body($0, 1) } }
            if exchanged != year { eachName(year: exchanged) { body($0, 1) } }
        }
    }
}
