/// Distinct byte strings, numbered from 0 in the order in which they first came.
///
/// Text is one flat buffer; the table is open addressing over a fixed hash, so that the same input gives the same
/// numbers on every machine. At most 2^32 - 2 bytes of text.
struct ByteDictionary: Sendable {
    private(set) var bytes: [UInt8] = []
    /// Where each text starts in ``bytes``, with one more entry for the end.
    private(set) var starts: [UInt32] = [0]
    /// Number of the text plus one, or 0 where the slot is free.
    ///
    /// The count is a power of two.
    private var slots: [UInt32] = Array(repeating: 0, count: 16)

    var count: Int { starts.count - 1 }

    /// Returns the number of the text, adding it when it is new.
    ///
    /// O(1) expected.
    mutating func intern(_ text: Span<UInt8>) -> UInt32 {
        var slot = Int(truncatingIfNeeded: Self.hash(text)) & (slots.count - 1)
        while slots[slot] != 0 {
            let id = slots[slot] - 1
            if equals(id, text) { return id }
            slot = (slot + 1) & (slots.count - 1)
        }
        let id = UInt32(count)
        slots[slot] = id + 1
        for index in text.indices { bytes.append(text[index]) }
        starts.append(UInt32(bytes.count))
        if count * 2 > slots.count { grow() }
        return id
    }

    /// Returns the number of the text, or `nil` when it is not here.
    func find(_ text: Span<UInt8>) -> UInt32? {
        var slot = Int(truncatingIfNeeded: Self.hash(text)) & (slots.count - 1)
        while slots[slot] != 0 {
            let id = slots[slot] - 1
            if equals(id, text) { return id }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// The bytes of a text.
    func range(_ id: UInt32) -> Range<Int> { Int(starts[Int(id)])..<Int(starts[Int(id) + 1]) }

    /// The text, as a String: for showing, never in a hot loop.
    func text(_ id: UInt32) -> String { String(decoding: bytes[range(id)], as: UTF8.self) }

    /// Lends the bytes of two texts.
    @inline(__always)
    func pair<Result>(_ a: UInt32, _ b: UInt32, _ body: (Span<UInt8>, Span<UInt8>) -> Result) -> Result {
        let all = bytes.span
        return body(all.extracting(range(a)), all.extracting(range(b)))
    }

    private func equals(_ id: UInt32, _ text: Span<UInt8>) -> Bool {
        let range = range(id)
        guard range.count == text.count else { return false }
        for index in 0..<text.count where bytes[range.lowerBound + index] != text[index] { return false }
        return true
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for id in 0..<UInt32(count) {
            var slot = Int(truncatingIfNeeded: Self.hash(bytes.span.extracting(range(id)))) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = id + 1
        }
    }

    /// FNV-1a, stirred at the end so that the low bits are good ones.
    static func hash(_ text: Span<UInt8>, seed: UInt64 = 0xCBF2_9CE4_8422_2325) -> UInt64 {
        var hash = seed
        for index in text.indices { hash = (hash ^ UInt64(text[index])) &* 0x100_0000_01B3 }
        return stir(hash)
    }

    /// Spreads every bit of a number over all its bits.
    static func stir(_ value: UInt64) -> UInt64 {
        var value = value
        value = (value ^ (value >> 33)) &* 0xFF51_AFD7_ED55_8CCD
        value = (value ^ (value >> 33)) &* 0xC4CE_B9FE_1A85_EC53
        return value ^ (value >> 33)
    }
}

/// Any number of values for each record, end to end: record `r` has `values[range(r)]`.
struct Runs: Sendable {
    private(set) var starts: [UInt32] = [0]
    private(set) var values: [UInt32] = []

    /// Adds a value to the record being written, unless it already has it.
    ///
    /// At most eight a record.
    mutating func append(_ value: UInt32) {
        let start = Int(starts[starts.count - 1])
        guard values.count - start < 8 else { return }
        for index in start..<values.count where values[index] == value { return }
        values.append(value)
    }

    /// Ends the record being written and begins the next.
    mutating func close() { starts.append(UInt32(values.count)) }

    func range(_ record: Int) -> Range<Int> { Int(starts[record])..<Int(starts[record + 1]) }

    func isEmpty(_ record: Int) -> Bool { starts[record] == starts[record + 1] }
}
