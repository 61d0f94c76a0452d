/// Distinct texts of an index under numbers: those of its file, then those that came since.
struct IndexLexicon: Sendable {
    /// Texts that lie flat, with a table of slots to find them by.
    struct Flat: Sendable {
        /// Where each text starts, with one more for the end.
        let starts: FlatSection
        let text: FlatSection
        /// A power of two of slots: the number plus one, or 0 where the slot is free.
        let slots: FlatSection
        let count: Int

        /// No text that linkage folds is longer.
        private static let textMax = 1_024

        @inline(__always)
        func range(_ id: Int) -> Range<Int> {
            let start = Int(starts.four(id &* 4))
            return start..<min(max(start, Int(starts.four(id &* 4 &+ 4))), start + Self.textMax)
        }

        /// The number of a text, or `nil`.
        func find(_ text: Span<UInt8>) -> UInt32? {
            let mask = slots.count / 4 - 1
            guard mask >= 0 else { return nil }
            var slot = Int(truncatingIfNeeded: ByteDictionary.hash(text)) & mask
            for _ in 0...mask {
                let entry = slots.four(slot &* 4)
                guard entry != 0 else { return nil }
                let id = entry - 1
                let same = self.text.lend(range(Int(id))) { stored in
                    guard stored.count == text.count else { return false }
                    for index in 0..<text.count where stored[index] != text[index] { return false }
                    return true
                }
                if same { return id }
                slot = (slot + 1) & mask
            }
            return nil
        }
    }

    let flat: Flat
    /// Texts that came since, which cannot be added to.
    let settled: ByteDictionary
    /// Texts that are being added.
    private(set) var fresh = ByteDictionary()

    init(flat: Flat, settled: ByteDictionary = ByteDictionary()) {
        self.flat = flat
        self.settled = settled
    }

    /// Room for the texts of an index that is being made.
    init() { self.init(flat: Flat(starts: .empty, text: .empty, slots: .empty, count: 0)) }

    var count: Int { flat.count + settled.count + fresh.count }

    /// The number of a text, adding it when it is new.
    mutating func intern(_ text: Span<UInt8>) -> UInt32 {
        if let known = find(text) { return known }
        return UInt32(flat.count + settled.count) + fresh.intern(text)
    }

    /// The number of a text, or `nil`.
    func find(_ text: Span<UInt8>) -> UInt32? {
        if let id = flat.find(text) { return id }
        if settled.count > 0, let id = settled.find(text) { return UInt32(flat.count) + id }
        return fresh.find(text).map { UInt32(flat.count + settled.count) + $0 }
    }

    /// Lends the bytes of a text; of a number that is none, no bytes.
    @inline(__always)
    func lend<Result>(_ id: UInt32, _ body: (Span<UInt8>) -> Result) -> Result {
        if Int(id) < flat.count { return flat.text.lend(flat.range(Int(id)), body) }
        let place = Int(id) - flat.count
        if place < settled.count {
            return body(settled.bytes.span.extracting(settled.range(UInt32(place))))
        }
        let last = place - settled.count
        return body(fresh.bytes.span.extracting(last < fresh.count ? fresh.range(UInt32(last)) : 0..<0))
    }

    /// The words of a text, as Strings.
    func words(_ id: UInt32) -> [String] {
        lend(id) { text in
            text.withUnsafeBufferPointer { bytes in
                bytes.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
            }
        }
    }

    /// The text, as a String.
    func string(_ id: UInt32) -> String {
        lend(id) { text in text.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) } }
    }
}
