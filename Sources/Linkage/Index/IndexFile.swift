import Vocabulary

extension Fault.Code {
    /// A file that is no index of people, or not a whole one any more.
    package static let indexDamaged = Self("linkage.index_damaged", status: 422)
    /// An index written by another release in another form.
    package static let indexVersion = Self("linkage.index_version_unknown", status: 422)
    /// More people, or more said of them, than one index can hold.
    package static let indexTooLarge = Self("linkage.index_too_large", status: 413)
}

/// The form of an index in one run of bytes, in memory and on disk alike; numbers are little-endian.
///
/// | from | what |
/// |---|---|
/// | 0 | `REEVEIDX` |
/// | 8 | version, 1; bytes of a lexicon number, 3 or 4; bytes of a handle, 4 or 8; bits of a bucket (4 bytes each) |
/// | 24 | length of the whole; people; texts of the lexicon; the first handle (8 bytes each) |
/// | 56 | for each section: where it starts, its length, its checksum (8 bytes each) |
/// | 272 | checksum of all before it |
/// | 280 | the sections, each at a multiple of eight |
///
/// Sections: 0 handles, ascending, less the first one; 1 where each record starts, and the end (4 bytes each);
/// 2 records (``IndexRecord``); 3 where each text of the lexicon starts, and the end (4 each); 4 the texts; 5 slots to
/// find texts by (4 each); 6 buckets, 7 entries and 8 postings of the ``IndexTable``.
struct IndexFile: Sendable {
    static let version: UInt32 = 1
    private static let magic: UInt64 = 0x5844_4945_5645_4552
    private static let sectionCount = 9
    private static let sectionsAt = 56
    private static let headCount = sectionsAt + sectionCount * 24 + 8

    let owner: FlatBytes
    let people: Int
    let width: Int
    let lexicon: IndexLexicon.Flat
    let records: IndexRecord
    let table: IndexTable
    private let handles: FlatSection
    private let handleWidth: Int
    private let firstHandle: Int64
    private let starts: FlatSection

    // MARK: - Reading

    /// Opens an index.
    ///
    /// Every section is shown to lie within the bytes, and with `verifying` to be as it was written, at the speed of
    /// memory. What a record says inside is read within bounds whatever it says.
    init(_ owner: FlatBytes, verifying: Bool) throws {
        let all = owner.all
        guard all.count >= Self.headCount, all.eight(0) == Self.magic else {
            throw Self.damaged("the bytes are not those of an index of people")
        }
        guard all.four(8) == Self.version else {
            throw Fault(
                .indexVersion,
                "the index has form \(all.four(8)), and this release reads form \(Self.version)",
                help: "build the index again"
            )
        }
        guard all.part(0, Self.headCount - 8).checksum() == all.eight(Self.headCount - 8) else {
            throw Self.damaged("the head of the index has been changed")
        }
        guard all.eight(24) == UInt64(all.count) else {
            throw Self.damaged("the index should have \(all.eight(24)) bytes and has \(all.count)")
        }
        var sections: [FlatSection] = []
        for number in 0..<Self.sectionCount {
            let at = Self.sectionsAt + number * 24
            let (start, length) = (all.eight(at), all.eight(at + 8))
            guard start <= UInt64(all.count), length <= UInt64(all.count) - start else {
                throw Self.damaged("section \(number) of the index lies outside it")
            }
            sections.append(all.part(Int(start), Int(length)))
            if verifying, sections[number].checksum() != all.eight(at + 16) {
                throw Self.damaged("section \(number) of the index has been changed")
            }
        }
        self.owner = owner
        width = Int(all.four(12))
        handleWidth = Int(all.four(16))
        let bits = Int(all.four(20))
        guard let people = Int(exactly: all.eight(32)), let texts = Int(exactly: all.eight(40)),
            [3, 4].contains(width), [4, 8].contains(handleWidth), (1...32).contains(bits),
            Self.holds(sections[0], people, handleWidth), Self.holds(sections[1], people, 4, andEnd: true),
            Self.holds(sections[3], texts, 4, andEnd: true), sections[5].count.nonzeroBitCount == 1,
            sections[5].count >= 4, Self.holds(sections[6], 1 << bits, 4, andEnd: true)
        else { throw Self.damaged("the sections of the index do not fit together") }
        self.people = people
        firstHandle = Int64(bitPattern: all.eight(48))
        (handles, starts) = (sections[0], sections[1])
        records = IndexRecord(bytes: sections[2], width: width)
        lexicon = IndexLexicon.Flat(starts: sections[3], text: sections[4], slots: sections[5], count: texts)
        table = IndexTable(buckets: sections[6], entries: sections[7], postings: sections[8], bits: bits)
    }

    private static func holds(_ section: FlatSection, _ count: Int, _ size: Int, andEnd: Bool = false) -> Bool {
        count >= 0 && count < 1 << 40 && section.count == (count + (andEnd ? 1 : 0)) * size
    }

    private static func damaged(_ message: String) -> Fault {
        Fault(.indexDamaged, message, help: "build the index again from the records")
    }

    /// Where a person's record starts.
    @inline(__always)
    func start(_ place: Int) -> Int { Int(starts.four(place &* 4)) }

    /// Brings the place where a record starts, and the record, nearer; returns something of it.
    @inline(__always)
    func touch(_ place: Int) -> UInt8 { records.bytes.byte(start(place)) }

    /// Calls the body with each person that has a key, by ascending handle, until it returns false.
    @inline(__always)
    func each(_ key: UInt64, _ body: (UInt32) -> Bool) {
        table.each(key) { Int($0) < people ? body($0) : true }
    }

    /// The same of what ``IndexTable/find(_:into:)`` found for a key.
    @inline(__always)
    func each(found value: UInt32, _ body: (UInt32) -> Bool) {
        table.each(found: value) { Int($0) < people ? body($0) : true }
    }

    @inline(__always)
    func handle(_ place: Int) -> Int64 {
        let offset = handleWidth == 4 ? UInt64(handles.four(place &* 4)) : handles.eight(place &* 8)
        return firstHandle &+ Int64(bitPattern: offset)
    }

    /// The place of the person with a handle; O(log people).
    func place(of handle: Int64) -> Int? {
        var (low, high) = (0, people)
        while low < high {
            let middle = (low + high) / 2
            if self.handle(middle) < handle { low = middle + 1 } else { high = middle }
        }
        return low < people && self.handle(low) == handle ? low : nil
    }

    // MARK: - Writing

    /// Writes the people of a draft, whose handles ascend and whose texts are all in its own lexicon or in `flat`.
    static func write(_ draft: IndexDraft) throws -> FlatBytes {
        let texts = draft.lexicon.count
        guard draft.count < 1 << 31, draft.bytes.count < 1 << 32, texts < 1 << 31 else {
            throw Fault(
                .indexTooLarge,
                "\(draft.count) people in \(draft.bytes.count) bytes are too many for one index",
                help: "divide them among several indexes"
            )
        }
        let table = draft.bytes.withUnsafeBytes { bytes in
            let record = IndexRecord(bytes: FlatSection(bytes), width: draft.width)
            var keys = IndexKeys()
            return IndexTable.Draft(people: draft.count) { person, body in
                keys.read(record, at: draft.starts[person], draft.lexicon)
                keys.eachOfRecord(body)
            }
        }
        let first = draft.handles.first ?? 0
        let span = UInt64(bitPattern: (draft.handles.last ?? 0) &- first)
        let handleWidth = span < 1 << 32 ? 4 : 8
        var slots = 16
        while slots < texts * 2 { slots *= 2 }
        let textBytes = (0..<UInt32(texts)).reduce(0) { sum, id in draft.lexicon.lend(id) { sum + $0.count } }
        guard textBytes < 1 << 32 else {
            throw Fault(.indexTooLarge, "the texts of the index have \(textBytes) bytes, which is too many")
        }
        // A place in the postings has 31 bits; the last one marks an entry that is a record itself.
        guard table.postingCount < 1 << 31 else {
            throw Fault(.indexTooLarge, "the keys of the index have \(table.postingCount) entries, which is too many")
        }
        let lengths = [
            draft.count * handleWidth, (draft.count + 1) * 4, draft.bytes.count, (texts + 1) * 4, textBytes, slots * 4,
            (1 << table.bits + 1) * 4, table.entryCount * 8, table.postingCount * 4,
        ]
        var offsets: [Int] = []
        var end = (headCount + 7) / 8 * 8
        for length in lengths {
            offsets.append(end)
            end = (end + length + 7) / 8 * 8
        }
        return FlatBytes(count: end) { all in
            func section(_ number: Int) -> UnsafeMutableRawBufferPointer {
                UnsafeMutableRawBufferPointer(rebasing: all[offsets[number]..<offsets[number] + lengths[number]])
            }
            for (place, handle) in draft.handles.enumerated() {
                let offset = UInt64(bitPattern: handle &- first)
                if handleWidth == 4 {
                    put(UInt32(truncatingIfNeeded: offset), place * 4, section(0))
                } else {
                    put(offset, place * 8, section(0))
                }
            }
            for (place, start) in draft.starts.enumerated() { put(UInt32(start), place * 4, section(1)) }
            draft.bytes.withUnsafeBytes { section(2).copyMemory(from: $0) }
            writeLexicon(draft.lexicon, starts: section(3), text: section(4), slots: section(5))
            table.write(buckets: section(6), entries: section(7), postings: section(8))
            put(magic, 0, all)
            for (place, value) in [version, UInt32(draft.width), UInt32(handleWidth), UInt32(table.bits)].enumerated() {
                put(value, 8 + place * 4, all)
            }
            let counts = [UInt64(end), UInt64(draft.count), UInt64(texts), UInt64(bitPattern: first)]
            for (place, value) in counts.enumerated() { put(value, 24 + place * 8, all) }
            for number in 0..<sectionCount {
                let sum = FlatSection(UnsafeRawBufferPointer(section(number))).checksum()
                for (place, value) in [UInt64(offsets[number]), UInt64(lengths[number]), sum].enumerated() {
                    put(value, sectionsAt + number * 24 + place * 8, all)
                }
            }
            let head = FlatSection(UnsafeRawBufferPointer(all)).part(0, headCount - 8)
            put(head.checksum(), headCount - 8, all)
        }
    }

    private static func put<Number: FixedWidthInteger & BitwiseCopyable>(
        _ value: Number,
        _ place: Int,
        _ bytes: UnsafeMutableRawBufferPointer
    ) {
        bytes.storeBytes(of: value.littleEndian, toByteOffset: place, as: Number.self)
    }

    private static func writeLexicon(
        _ lexicon: IndexLexicon,
        starts: UnsafeMutableRawBufferPointer,
        text: UnsafeMutableRawBufferPointer,
        slots: UnsafeMutableRawBufferPointer
    ) {
        let mask = slots.count / 4 - 1
        var end = 0
        for id in 0..<UInt32(lexicon.count) {
            put(UInt32(end), Int(id) * 4, starts)
            lexicon.lend(id) { word in
                word.withUnsafeBytes {
                    UnsafeMutableRawBufferPointer(rebasing: text[end..<end + $0.count]).copyMemory(from: $0)
                }
                end += word.count
                var slot = Int(truncatingIfNeeded: ByteDictionary.hash(word)) & mask
                while slots.loadUnaligned(fromByteOffset: slot * 4, as: UInt32.self) != 0 { slot = (slot + 1) & mask }
                put(id + 1, slot * 4, slots)
            }
        }
        put(UInt32(end), lexicon.count * 4, starts)
    }
}
