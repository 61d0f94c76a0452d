import Vocabulary

/// The form of an index of words in one run of bytes, in memory and on disk alike; numbers are little-endian.
///
/// | from | what |
/// |---|---|
/// | 0 | `REEVEWRD` |
/// | 8 | version, 1; length of the whole; documents; words (8 bytes each) |
/// | 40 | for each section: where it starts, its length, its checksum (8 bytes each) |
/// | 256 | checksum of all before it |
/// | 264 | the sections, each at a multiple of eight |
///
/// Sections: 0 the documents' handles, ascending (8 bytes each); 1 where each word starts, and the end (4 each); 2 the
/// words; 3 slots to find words by (4 each); 4 where the documents of each word start, and the end (4 each); 5 the
/// documents (4 each); 6 words by their bytes, 7 by their variants and 8 by their sounds (``TermLookups``).
struct WordIndexFile: Sendable {
    static let version: UInt64 = 1
    private static let magic: UInt64 = 0x4452_5745_5645_4552
    private static let sectionCount = 9
    private static let sectionsAt = 40
    private static let headCount = sectionsAt + sectionCount * 24 + 8

    let owner: FlatBytes
    let documents: Int
    let words: IndexLexicon.Flat
    let lookups: TermLookups
    private let handles: FlatSection
    private let starts: FlatSection
    private let postings: FlatSection

    // MARK: - Reading

    /// Opens an index.
    ///
    /// Every section is shown to lie within the bytes, and with `verifying` to be as it was written, at the speed of
    /// memory. What stands in a section is read within bounds whatever it says.
    init(_ owner: FlatBytes, verifying: Bool) throws {
        let all = owner.all
        guard all.count >= Self.headCount, all.eight(0) == Self.magic else {
            throw Self.damaged("the bytes are not those of an index of words")
        }
        guard all.eight(8) == Self.version else {
            throw Fault(
                .indexVersion,
                "the index has form \(all.eight(8)), and this release reads form \(Self.version)",
                help: "build the index again"
            )
        }
        guard all.part(0, Self.headCount - 8).checksum() == all.eight(Self.headCount - 8) else {
            throw Self.damaged("the head of the index has been changed")
        }
        guard all.eight(16) == UInt64(all.count) else {
            throw Self.damaged("the index should have \(all.eight(16)) bytes and has \(all.count)")
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
        guard let documents = Int(exactly: all.eight(24)), let count = Int(exactly: all.eight(32)),
            documents < 1 << 32, count < 1 << 31, sections[0].count == documents * 8,
            sections[1].count == (count + 1) * 4, sections[4].count == (count + 1) * 4,
            sections[3].count.nonzeroBitCount == 1, sections[3].count >= 4
        else { throw Self.damaged("the sections of the index do not fit together") }
        self.owner = owner
        self.documents = documents
        handles = sections[0]
        words = IndexLexicon.Flat(starts: sections[1], text: sections[2], slots: sections[3], count: count)
        (starts, postings) = (sections[4], sections[5])
        lookups = TermLookups(sorted: sections[6], variants: sections[7], sounds: sections[8])
    }

    private static func damaged(_ message: String) -> Fault {
        Fault(.indexDamaged, message, help: "build the index again from the records")
    }

    @inline(__always)
    func handle(_ place: Int) -> Int64 { Int64(bitPattern: handles.eight(place &* 8)) }

    /// The place of the document with a handle; O(log documents).
    func place(of handle: Int64) -> Int? {
        var (low, high) = (0, documents)
        while low < high {
            let middle = (low + high) / 2
            if self.handle(middle) < handle { low = middle + 1 } else { high = middle }
        }
        return low < documents && self.handle(low) == handle ? low : nil
    }

    /// Where the documents of a word lie; of a number that is none, nowhere.
    @inline(__always)
    func range(_ word: UInt32) -> Range<Int> {
        guard Int(word) < words.count else { return 0..<0 }
        let start = min(Int(starts.four(Int(word) &* 4)), postings.count / 4)
        return start..<min(max(start, Int(starts.four(Int(word) &* 4 &+ 4))), postings.count / 4)
    }

    /// A document of a word; of a file that was made wrong, the first.
    @inline(__always)
    func document(_ index: Int) -> UInt32 {
        let place = postings.four(index &* 4)
        return Int(place) < documents ? place : 0
    }

    // MARK: - Writing

    /// Writes an index.
    ///
    /// - `handles`: the documents', ascending, each once.
    /// - `starts`: where the documents of each word start in `postings`, and the end; ascending within each word.
    static func write(
        handles: [Int64],
        words: ByteDictionary,
        starts: [UInt32],
        postings: [UInt32]
    ) -> FlatBytes {
        let tables = TermLookups.tables(words)
        var slots = 16
        while slots < words.count * 2 { slots *= 2 }
        let lengths = [
            handles.count * 8, (words.count + 1) * 4, words.bytes.count, slots * 4, starts.count * 4,
            postings.count * 4, tables.sorted.count * 4, tables.variants.count * 8, tables.sounds.count * 8,
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
            put(handles, section(0))
            put(words.starts, section(1))
            words.bytes.withUnsafeBytes { section(2).copyMemory(from: $0) }
            writeSlots(words, section(3))
            put(starts, section(4))
            put(postings, section(5))
            put(tables.sorted, section(6))
            put(tables.variants, section(7))
            put(tables.sounds, section(8))
            let head = [magic, version, UInt64(end), UInt64(handles.count), UInt64(words.count)]
            put(head, all)
            for number in 0..<sectionCount {
                let sum = FlatSection(UnsafeRawBufferPointer(section(number))).checksum()
                let entry = [UInt64(offsets[number]), UInt64(lengths[number]), sum]
                put(entry, UnsafeMutableRawBufferPointer(rebasing: all[(sectionsAt + number * 24)...]))
            }
            let sum = FlatSection(UnsafeRawBufferPointer(all)).part(0, headCount - 8).checksum()
            put([sum], UnsafeMutableRawBufferPointer(rebasing: all[(headCount - 8)...]))
        }
    }

    private static func put<Number: FixedWidthInteger & BitwiseCopyable>(
        _ values: [Number],
        _ bytes: UnsafeMutableRawBufferPointer
    ) {
        for (place, value) in values.enumerated() {
            bytes.storeBytes(of: value.littleEndian, toByteOffset: place * MemoryLayout<Number>.size, as: Number.self)
        }
    }

    private static func writeSlots(_ words: ByteDictionary, _ slots: UnsafeMutableRawBufferPointer) {
        let mask = slots.count / 4 - 1
        for id in 0..<UInt32(words.count) {
            let word = words.bytes.span.extracting(words.range(id))
            var slot = Int(truncatingIfNeeded: ByteDictionary.hash(word)) & mask
            while slots.loadUnaligned(fromByteOffset: slot * 4, as: UInt32.self) != 0 { slot = (slot + 1) & mask }
            slots.storeBytes(of: (id + 1).littleEndian, toByteOffset: slot * 4, as: UInt32.self)
        }
    }
}
